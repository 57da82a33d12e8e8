#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "sandbox/run.h"
#include "tasks/code/code_problem.h"

namespace rbench {

class Sandbox;

// True where a test's expectation is what the reference solution returns (EvalPlus).
bool NeedsReference(const CodeProblem& problem);

// What a reference may take for an input where a program may take `cpu_s`: that, at least 10 s.
RunLimits ReferenceLimits(double cpu_s, double memory_mb, double time_factor);

// The problem with an expectation for every test: the reference runs in the sandbox, `limits` for
// each input, behind the prompt and the checks of the arguments (`contract`). An input that the
// checks or the reference refuse, that takes the reference over a limit, whose result is no plain
// value, or whose result is wrong by the problem's own oracle is no test: it is left out and
// counted in `refused_inputs`. The time limit, in seconds of a
// machine of factor 1, becomes EvalPlus's: four times what the reference took for its slowest
// input, from 4 s to 60 s. Errors: the sandbox's faults, a reference that does not run
// at all, no input left.
Result<CodeProblem> WithReferenceResults(Sandbox& sandbox, const CodeProblem& problem,
                                         const RunLimits& limits, double time_factor);

// Results of references, made once for each problem. Thread-safe; a problem that is asked for while
// it is made is waited for.
class ReferenceResults {
 public:
  // `problem` itself where it needs no reference. A fault is not kept: the next call tries again.
  Result<std::shared_ptr<const CodeProblem>> Of(Sandbox& sandbox,
                                                std::shared_ptr<const CodeProblem> problem,
                                                const RunLimits& limits, double time_factor);

 private:
  struct Entry {
    std::mutex mutex;
    std::shared_ptr<const CodeProblem> problem;
  };
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;  // by CodeProblem::id
};

}  // namespace rbench
