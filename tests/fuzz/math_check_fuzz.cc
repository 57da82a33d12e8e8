#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "tasks/math/check.h"
#include "tasks/math/parser.h"
#include "tasks/math/prover.h"
#include "tests/support/process_usage.h"

// Input: one byte of policy; the gold up to the first line end; the answer. Properties: a check is
// total, repeatable and bounded in CPU time, its workers included; workers add decisions and never
// change one; what strict accepts lenient does not refuse; a gold that is decided at all equals
// itself; and where both sides are plain real arithmetic, what is called equal has the same value
// in doubles, computed by the slow obvious walk below.

namespace {

using namespace rbench;
using namespace rbench::math;

// Ten times the bound of a release build, for the sanitizers' sake.
constexpr double kMaxCpuSeconds = 1;

CheckWorkers& Workers() {
  static CheckWorkers workers({"/proc/self/exe", "check-worker"});
  return workers;
}

// The value of plain real arithmetic; nothing for all else, and for what doubles do not hold well.
std::optional<double> Value(const SyntaxTree& tree, NodeId id) {
  const Node& node = tree[id];
  const auto children = tree.ChildrenOf(id);
  double values[8];
  if (children.size() > std::size(values)) return {};
  for (size_t i = 0; i < children.size(); ++i) {
    const auto value = Value(tree, children[i]);
    if (!value) return {};
    values[i] = *value;
  }
  double result = 0;
  switch (node.kind) {
    case NodeKind::kNumber:
      if (node.text.size() > 12 || node.text.find_first_not_of("0123456789") != std::string::npos) {
        return {};
      }
      result = std::strtod(node.text.c_str(), nullptr);
      break;
    case NodeKind::kNegate:
      result = -values[0];
      break;
    case NodeKind::kSum: {
      double largest = 0;
      for (size_t i = 0; i < children.size(); ++i) {
        result += values[i];
        largest = std::max(largest, std::abs(values[i]));
      }
      if (std::abs(result) < 1e-6 * largest) return {};  // cancelled
      break;
    }
    case NodeKind::kProduct:
      result = 1;
      for (size_t i = 0; i < children.size(); ++i) result *= values[i];
      break;
    case NodeKind::kQuotient:
      result = values[0] / values[1];
      break;
    case NodeKind::kPower:
      if (values[0] <= 0) return {};
      result = std::pow(values[0], values[1]);
      break;
    case NodeKind::kCall:
      if (node.text == "sqrt" && children.size() == 1) {
        result = std::sqrt(values[0]);
        break;
      }
      return {};
    default:
      return {};
  }
  const double size = std::abs(result);
  if (!(size > 1e-6 && size < 1e9)) return {};
  return result;
}

std::optional<double> Value(std::string_view text) {
  const ParseResult parsed = ParseAnswer(text);
  if (parsed.status != ParseStatus::kParsed) return {};
  return Value(parsed.tree, parsed.tree.root);
}

CheckResult TimedCheck(std::string_view gold, std::string_view answer, const Policy& policy,
                       Prover* prover) {
  // Reading the workers' time is slow: only after they worked.
  static int64_t children = 0;
  static int64_t proofs = 0;
  const int64_t begin = ThreadCpuNs();
  const CheckResult result = Check(gold, answer, policy, prover);
  int64_t used = ThreadCpuNs() - begin;
  if (prover != nullptr && Workers().counts().proofs != proofs) {
    proofs = Workers().counts().proofs;
    const int64_t now = ChildrenCpuNs();
    used += now - children;
    children = now;
  }
  RBENCH_CHECK(static_cast<double>(used) < kMaxCpuSeconds * 1e9);
  RBENCH_CHECK(!result.reason.empty());
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  if (*argc == 2 && std::string_view((*argv)[1]) == "check-worker") std::exit(RunCheckWorker());
  std::signal(SIGPIPE, SIG_IGN);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t line = rest.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string_view gold = rest.substr(0, line);
  const std::string_view answer = rest.substr(line + 1);
  Policy policy = (data[0] & 1) != 0 ? LenientPolicy() : StrictPolicy();
  policy.approx_ok = (data[0] & 2) != 0;
  policy.base_stated = (data[0] & 4) != 0;
  policy.set_for_tuple = (data[0] & 8) != 0;
  policy.list_order = (data[0] & 16) != 0;
  policy.form = (data[0] & 32) != 0 ? "reduced" : "any";
  if ((data[0] & 64) != 0) policy.tolerance = "1e-2";
  const bool exact = policy.tolerance.empty() && !policy.approx_ok;

  const CheckResult alone = TimedCheck(gold, answer, policy, nullptr);
  const CheckResult again = TimedCheck(gold, answer, policy, nullptr);
  RBENCH_CHECK(alone.decision == again.decision && alone.reason == again.reason);
  RBENCH_CHECK(alone.decision != Decision::kUngraded);
  const CheckResult helped = TimedCheck(gold, answer, policy, &Workers());
  RBENCH_CHECK(helped.decision != Decision::kUngraded);
  if (alone.decision != Decision::kUndecided) {
    RBENCH_CHECK(helped.decision == alone.decision && helped.reason == alone.reason);
  }
  RBENCH_CHECK(Workers().counts().backstops == 0);
  if (helped.decision == Decision::kEqual) {
    Policy wider = policy;
    wider.interval_for_inequality = true;
    wider.unevaluated_ok = true;
    wider.decimal_comma = true;
    RBENCH_CHECK(TimedCheck(gold, answer, wider, &Workers()).decision != Decision::kNotEqual);
    const auto a = Value(gold);
    const auto b = Value(answer);
    if (exact && a && b) RBENCH_CHECK(std::abs(*a - *b) <= 1e-9 * std::abs(*a));
  }
  if (policy.form == "any") {
    const CheckResult self = TimedCheck(gold, gold, LenientPolicy(), &Workers());
    if (ReadsAsAnswer(gold)) RBENCH_CHECK(self.decision != Decision::kNotEqual);
  }
  return 0;
}
