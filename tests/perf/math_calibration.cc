// What an admitted check may cost: random pairs over the whole language of the checker, each
// checked with one thread and one check worker, CPU time of both together. Prints quantiles, the
// share of every reason and the dearest pairs; fails where one takes more than 100 ms or a worker
// reaches its backstop. The bounds of tasks/math (exact_default_limits, the budgets of
// expression_decision.h and decide.cc) were set with it.
//
// usage: math_calibration [COUNT [SEED]]   (default: 1000000 pairs, seed 1; minutes)

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/philox.h"
#include "tasks/math/check.h"
#include "tasks/math/prover.h"
#include "tests/support/process_usage.h"

namespace rbench::math {
namespace {

constexpr double kMaxMilliseconds = 100;
constexpr size_t kShown = 12;

// Formulas and structures as text.
class Texts {
 public:
  explicit Texts(uint64_t seed) : draws_(PhiloxKeyFor(seed, "calibration")) {}

  // Two texts of one structure; most of the time the formulas of the second are those of the first
  // written otherwise.
  void Next(std::string* gold, std::string* answer) {
    variables_ = draws_.NextBelow(3) == 0;
    const int depth = static_cast<int>(draws_.NextInRange(1, 6));
    const uint64_t kind = draws_.NextBelow(10);
    const uint64_t rewriting = draws_.NextBelow(6);
    std::vector<std::string> formulas;
    for (uint64_t left = NumFormulas(kind); left > 0; --left) formulas.push_back(Formula(depth));
    *gold = Structure(kind, formulas);
    for (std::string& formula : formulas) formula = Rewritten(formula, rewriting, depth);
    if (kind == 0) std::reverse(formulas.begin(), formulas.end());
    *answer = Structure(kind, formulas);
  }

 private:
  std::string Rewritten(const std::string& formula, uint64_t rewriting, int depth) {
    switch (rewriting) {
      case 0:
        return Formula(depth);
      case 1:
        return formula;
      case 2:
        return formula + "+" + Formula(1) + "-" + Formula(1);
      case 3:
        return "\\frac{(" + formula + ")^2}{" + formula + "}";
      case 4:
        return "\\sqrt{(" + formula + ")^2}";
      default: {
        const std::string other = Formula(2);
        return "(" + formula + "+" + other + ")-" + other;
      }
    }
  }

  uint64_t NumFormulas(uint64_t kind) {
    if (kind <= 1) return draws_.NextInRange(1, 6);
    return kind == 2 ? 3 : kind == 3 ? 4 : 1;
  }

  static std::string Structure(uint64_t kind, const std::vector<std::string>& f) {
    switch (kind) {
      case 0:
        return fmt::format("\\{{{}\\}}", fmt::join(f, ","));
      case 1:
        return fmt::format("({})", fmt::join(f, ","));
      case 2:
        return fmt::format("[{},{})\\cup({},\\infty)", f[0], f[1], f[2]);
      case 3:
        return fmt::format("\\begin{{pmatrix}}{}&{}\\\\{}&{}\\end{{pmatrix}}", f[0], f[1], f[2],
                           f[3]);
      case 4:
        return "x=" + f[0];
      default:
        return f[0];
    }
  }

  std::string Number() {
    switch (draws_.NextBelow(12)) {
      case 0:
        return fmt::format("{}", draws_.NextBelow(1'000'000'007));
      case 1:
        return fmt::format("{}.{}", draws_.NextBelow(100), draws_.NextBelow(1000));
      case 2:
        return fmt::format("10^{{{}}}", draws_.NextBelow(60));
      default:
        return fmt::format("{}", draws_.NextInRange(1, 20));
    }
  }

  std::string Atom() {
    constexpr std::string_view kVariables[] = {"x", "y", "n", "a", "t"};
    switch (draws_.NextBelow(10)) {
      case 0:
        return "\\pi";
      case 1:
        return draws_.NextBelow(3) == 0 ? "i" : "e";
      case 2:
      case 3:
      case 4:
        if (variables_) return std::string(kVariables[draws_.NextBelow(5)]);
        return Number();
      default:
        return Number();
    }
  }

  std::string Formula(int depth) {
    if (depth <= 0) return Atom();
    const auto part = [&] { return Formula(depth - 1 - static_cast<int>(draws_.NextBelow(2))); };
    constexpr std::string_view kFunctions[] = {"\\sin",    "\\cos",    "\\tan",  "\\ln",
                                               "\\arctan", "\\arcsin", "\\exp",  "\\sinh",
                                               "\\log_2",  "\\arccos", "\\cosh", "\\log"};
    switch (draws_.NextBelow(16)) {
      case 0:
      case 1:
      case 2:
        return part() + "+" + part();
      case 3:
        return part() + "-(" + part() + ")";
      case 4:
      case 5:
        return "(" + part() + ")(" + part() + ")";
      case 6:
      case 7:
        return "\\frac{" + part() + "}{" + part() + "}";
      case 8:
        return "(" + part() + ")^{" + Power() + "}";
      case 9:
        return "(" + part() + ")^{" + Formula(1) + "}";
      case 10:
      case 11:
        return "\\sqrt{" + part() + "}";
      case 12:
        return fmt::format("\\sqrt[{}]{{{}}}", draws_.NextInRange(3, 9), part());
      case 13: {
        const std::string_view name = kFunctions[draws_.NextBelow(std::size(kFunctions))];
        return fmt::format("{}({})", name, part());
      }
      case 14:
        switch (draws_.NextBelow(5)) {
          case 0:
            return "|" + part() + "|";
          case 1:
            return "\\lfloor " + part() + "\\rfloor";
          case 2:
            return Number() + "!";
          case 3:
            return "\\binom{" + Number() + "}{" + Number() + "}";
          default:
            return fmt::format("\\cos\\frac{{{}\\pi}}{{{}}}", draws_.NextInRange(1, 40),
                               draws_.NextInRange(2, 50));
        }
      default:
        return "-" + part();
    }
  }

  std::string Power() {
    return fmt::format(
        "{}", draws_.NextBelow(8) == 0 ? draws_.NextInRange(-500, 500) : draws_.NextInRange(-3, 9));
  }

  PhiloxStream draws_;
  bool variables_ = false;
};

struct Dear {
  double ms = 0;
  double worker_ms = 0;  // of these
  std::string reason;
  std::string gold;
  std::string answer;
};

std::string Shown(const std::string& text) {
  return text.size() <= 150 ? text : text.substr(0, 150) + "...";
}

int Run(int64_t count, uint64_t seed) {
  CheckWorkers workers({"/proc/self/exe", "check-worker"});
  if (!workers.Start(1)) return 1;
  Texts texts(seed);
  const Policy policy = LenientPolicy();
  std::vector<float> times;
  times.reserve(static_cast<size_t>(count));
  std::map<std::string, int64_t> reasons;
  std::vector<Dear> dearest;
  int64_t proofs = 0;
  int64_t children = ChildrenCpuNs();
  const auto cheaper = [](const Dear& a, const Dear& b) { return a.ms > b.ms; };
  for (int64_t i = 0; i < count; ++i) {
    std::string gold;
    std::string answer;
    texts.Next(&gold, &answer);
    const int64_t begin = ThreadCpuNs();
    const CheckResult result = Check(gold, answer, policy, &workers);
    int64_t used = ThreadCpuNs() - begin;
    int64_t by_worker = 0;
    if (workers.counts().proofs != proofs) {
      proofs = workers.counts().proofs;
      const int64_t now = ChildrenCpuNs();
      by_worker = now - children;
      used += by_worker;
      children = now;
    }
    const double ms = static_cast<double>(used) / 1e6;
    times.push_back(static_cast<float>(ms));
    ++reasons[fmt::format("{} ({})", DecisionName(result.decision), result.reason)];
    if (dearest.size() < kShown || ms > dearest.back().ms) {
      dearest.push_back({ms, static_cast<double>(by_worker) / 1e6, result.reason, gold, answer});
      std::sort(dearest.begin(), dearest.end(), cheaper);
      if (dearest.size() > kShown) dearest.pop_back();
    }
    if ((i + 1) % 50000 == 0) {
      fmt::print(stderr, "{} pairs, dearest {:.1f} ms\n", i + 1, dearest.front().ms);
    }
  }
  std::sort(times.begin(), times.end());
  const auto quantile = [&](double q) {
    return times[static_cast<size_t>(q * static_cast<double>(times.size() - 1))];
  };
  double total = 0;
  for (const float ms : times) total += static_cast<double>(ms);
  fmt::print(
      "{} random pairs, seed {}: mean {:.3f} ms, p50 {:.3f}, p99 {:.3f}, p99.9 {:.3f}, "
      "p99.99 {:.2f}, max {:.2f} ms CPU (bound {:.0f})\n",
      count, seed, total / static_cast<double>(count), quantile(0.5), quantile(0.99),
      quantile(0.999), quantile(0.9999), times.back(), kMaxMilliseconds);
  const ProverCounts counts = workers.counts();
  fmt::print("check workers: {} proofs, {} out of fuel, {} aborted, {} backstops\n", counts.proofs,
             counts.out_of_fuel, counts.aborted, counts.backstops);
  for (const auto& [reason, times_seen] : reasons) fmt::print("{:9} {}\n", times_seen, reason);
  for (const Dear& dear : dearest) {
    fmt::print("{:8.2f} ms ({:.2f} in workers) {}\n  gold   {}\n  answer {}\n", dear.ms,
               dear.worker_ms, dear.reason, Shown(dear.gold), Shown(dear.answer));
  }
  return times.back() <= kMaxMilliseconds && counts.backstops == 0 ? 0 : 1;
}

}  // namespace
}  // namespace rbench::math

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "check-worker") {
    return rbench::math::RunCheckWorker();
  }
  const int64_t count = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
  const auto seed = static_cast<uint64_t>(argc > 2 ? std::atoll(argv[2]) : 1);
  if (count <= 0) {
    fmt::print(stderr, "usage: math_calibration [COUNT [SEED]]\n");
    return 2;
  }
  return rbench::math::Run(count, seed);
}
