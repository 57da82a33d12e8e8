#include "tasks/math/embed/rbench_math.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "tasks/math/check.h"
#include "tasks/math/policy.h"
#include "tasks/math/prover.h"

struct rbench_math_checker {
  rbench::math::Policy policy;
  std::unique_ptr<rbench::math::CheckWorkers> workers;  // null: no helpers
};

namespace rbench::math {
namespace {

void CopyText(std::string_view text, char* out, size_t size) {
  if (out == nullptr || size == 0) return;
  const size_t bytes = std::min(text.size(), size - 1);
  std::memcpy(out, text.data(), bytes);
  out[bytes] = '\0';
}

// The worker beside the shared library, where the build or the installation puts it.
Result<std::string> WorkerBesideLibrary() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&rbench_math_open), &info) == 0 ||
      info.dli_fname == nullptr) {
    return NotFound("where the library lies cannot be told; name rbench-check-worker");
  }
  const std::string library(info.dli_fname);
  const size_t slash = library.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : library.substr(0, slash);
  for (const char* place : {"/rbench-check-worker", "/rbench/rbench-check-worker"}) {
    if (::access((folder + place).c_str(), X_OK) == 0) return folder + place;
  }
  return NotFound(fmt::format(
      "no rbench-check-worker in {} or {}/rbench; name its path, or an empty one to go without",
      folder, folder));
}

Result<std::unique_ptr<rbench_math_checker>> Open(const char* policy_json, const char* worker) {
  auto checker = std::make_unique<rbench_math_checker>();
  Json switches = Json::object();
  if (policy_json != nullptr && *policy_json != '\0') {
    RBENCH_ASSIGN_OR_RETURN(switches, ParseJson(policy_json));
  }
  RBENCH_ASSIGN_OR_RETURN(checker->policy, PolicyFromJson(switches, StrictPolicy()));
  if (worker != nullptr && *worker == '\0') return checker;
  std::string path;
  if (worker == nullptr) {
    RBENCH_ASSIGN_OR_RETURN(path, WorkerBesideLibrary());
  } else {
    path = worker;
    if (::access(path.c_str(), X_OK) != 0) {
      return NotFound(fmt::format("the worker {} cannot be executed", path));
    }
  }
  checker->workers = std::make_unique<CheckWorkers>(std::vector<std::string>{path});
  return checker;
}

}  // namespace
}  // namespace rbench::math

namespace math = rbench::math;

rbench_math_checker* rbench_math_open(const char* policy_json, const char* worker, char* error,
                                      size_t error_size) {
  math::CopyText("", error, error_size);
  try {
    auto checker = math::Open(policy_json, worker);
    if (checker) return checker->release();
    math::CopyText(checker.error().message, error, error_size);
  } catch (const std::exception& failure) { /* memory ended */
    math::CopyText(failure.what(), error, error_size);
  }
  return nullptr;
}

void rbench_math_close(rbench_math_checker* checker) { delete checker; }

rbench_math_decision rbench_math_check(rbench_math_checker* checker, const char* gold,
                                       size_t gold_bytes, const char* answer, size_t answer_bytes,
                                       char* reason, size_t reason_size) {
  try {
    const math::CheckResult result = math::Check({gold, gold_bytes}, {answer, answer_bytes},
                                                 checker->policy, checker->workers.get());
    math::CopyText(result.reason, reason, reason_size);
    return static_cast<rbench_math_decision>(result.decision);
  } catch (const std::exception&) {
    math::CopyText("no_memory", reason, reason_size);
    return RBENCH_MATH_UNGRADED;
  }
}

size_t rbench_math_policy(const rbench_math_checker* checker, char* out, size_t size) {
  try {
    const std::string text = rbench::DumpJson(math::PolicyToJson(checker->policy));
    math::CopyText(text, out, size);
    return text.size() + 1;
  } catch (const std::exception&) {
    math::CopyText("", out, size);
    return 1;
  }
}

rbench_math_counts rbench_math_worker_counts(const rbench_math_checker* checker) {
  if (checker->workers == nullptr) return {};
  const math::ProverCounts counts = checker->workers->counts();
  return {counts.proofs, counts.workers_started, counts.out_of_fuel, counts.aborted,
          counts.backstops};
}

const char* rbench_math_version(void) { return RBENCH_VERSION; }

int rbench_math_grader_version(void) { return math::kGraderVersion; }
