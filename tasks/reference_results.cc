#include "tasks/reference_results.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sandbox/sandbox.h"
#include "tasks/code/evalplus.h"
#include "tasks/code/value_encoding.h"

namespace rbench {
namespace {

// EvalPlus's limits of one input.
constexpr double kLeastSeconds = 4;
constexpr double kTimesReference = 4;
constexpr double kReferenceSeconds = 10;
constexpr double kMostSeconds = 60;

// What the reference gave for each input: a value, or nothing where it gave none.
struct References {
  std::vector<std::optional<Value>> values;
  double slowest_s = 0;
};

Result<References> RunReference(Sandbox& sandbox, const CodeProblem& problem,
                                const RunLimits& limits) {
  TestRequest request;
  request.harness = PythonHarness::kShared;  // as upstream runs it, and a tenth of the time
  request.source = problem.prelude + "\n" + problem.prompt + problem.contract + problem.reference;
  request.class_name = problem.class_name;
  request.function = problem.entry_point;
  request.limits = limits;
  References references;
  while (references.values.size() < problem.tests.size()) {
    request.tests.clear();
    for (size_t i = references.values.size(); i < problem.tests.size(); ++i)
      request.tests.push_back(EncodeValue(Value::List(problem.tests[i].arguments.positional)));
    const TestsResult result = sandbox.RunTests(request);
    for (const TestOutcome& outcome : result.outcomes) {
      if (outcome.end == TestEnd::kLoadFailed) {
        return InvalidInput(fmt::format("the reference solution of {} does not run: {}", problem.id,
                                        outcome.payload));
      }
      std::optional<Value> value;
      if (outcome.end == TestEnd::kValue) {
        if (auto decoded = DecodeValue(outcome.payload)) value = std::move(*decoded);
      }
      if (value) {
        references.slowest_s =
            std::max(references.slowest_s, static_cast<double>(outcome.cpu_us) / 1e6);
      }
      references.values.push_back(std::move(value));
    }
    if (result.run.status == RunStatus::kIe || result.run.status == RunStatus::kCe) {
      return InternalError(fmt::format("the reference solution of {}: {} {}", problem.id,
                                       RunStatusName(result.run.status), result.run.reason));
    }
    // The input that took it over a limit; where all have an outcome, it is one of those.
    if (references.values.size() < problem.tests.size()) references.values.emplace_back();
  }
  return references;
}

}  // namespace

RunLimits ReferenceLimits(double cpu_s, double memory_mb, double time_factor) {
  RunLimits limits;
  limits.cpu_s = std::max(cpu_s, kReferenceSeconds) * time_factor;
  limits.memory_bytes = static_cast<int64_t>(memory_mb * (1 << 20));
  return limits;
}

bool NeedsReference(const CodeProblem& problem) {
  return std::any_of(problem.tests.begin(), problem.tests.end(), [](const CodeTest& test) {
    return test.kind == CodeTestKind::kCall && !test.expected;
  });
}

Result<CodeProblem> WithReferenceResults(Sandbox& sandbox, const CodeProblem& problem,
                                         const RunLimits& limits, double time_factor) {
  RBENCH_ASSIGN_OR_RETURN(References references, RunReference(sandbox, problem, limits));
  CodeProblem complete = problem;
  complete.tests.clear();
  EvalPlusComparer comparer(problem.oracle, problem.atol);
  for (size_t i = 0; i < problem.tests.size(); ++i) {
    CodeTest test = problem.tests[i];
    const std::optional<Value>& value = references.values[i];
    if (value && !test.expected) test.expected = EvalPlusExpectation(problem.oracle, *value);
    if (value && comparer.Compare(test.arguments.positional, *value, *test.expected)) {
      complete.tests.push_back(std::move(test));
    } else {
      ++complete.refused_inputs;
    }
  }
  if (complete.tests.empty()) {
    return InvalidInput(
        fmt::format("the reference solution of {} gives a result for none of its "
                    "{} inputs",
                    problem.id, problem.tests.size()));
  }
  if (!complete.time_limit_s) {
    complete.time_limit_s = std::clamp(kTimesReference * references.slowest_s / time_factor,
                                       kLeastSeconds, kMostSeconds);
  }
  return complete;
}

Result<std::shared_ptr<const CodeProblem>> ReferenceResults::Of(
    Sandbox& sandbox, std::shared_ptr<const CodeProblem> problem, const RunLimits& limits,
    double time_factor) {
  if (!NeedsReference(*problem)) return problem;
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Entry>& slot = entries_[problem->id];
    if (slot == nullptr) slot = std::make_shared<Entry>();
    entry = slot;
  }
  const std::lock_guard lock(entry->mutex);
  if (entry->problem == nullptr) {
    RBENCH_ASSIGN_OR_RETURN(CodeProblem complete,
                            WithReferenceResults(sandbox, *problem, limits, time_factor));
    entry->problem = std::make_shared<const CodeProblem>(std::move(complete));
  }
  return entry->problem;
}

}  // namespace rbench
