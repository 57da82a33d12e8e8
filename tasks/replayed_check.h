#pragma once

#include <string>
#include <vector>

#include "sandbox/run.h"
#include "tasks/code/code_problem.h"

namespace rbench {

class Sandbox;

// A check that is source (CodeProblem.check_source), run apart from the program it is about: calls
// of the function under test are taken from the check, run with the program elsewhere, and their
// results, plain values, given to the check again. So no program can reach its check.
//
// A check asks what it asks of the reference solution first; where its calls depend on earlier
// results it is asked again, until it has seen this program's result of every call.
class ReplayedCheck {
 public:
  enum class State {
    kAsks,    // `calls` must be answered
    kPassed,  // all its calls were answered, and it raised nothing
    kFailed,  // all its calls were answered, and it raised an exception or exceeded a limit
    kUnfit,  // it cannot be replayed: no reference, or that fails it this way; only of the first Go
    kFault,  // ours
  };

  // `sandbox` and `problem` must outlive this. `reference` is a source that holds the reference
  // solution and what the check needs beside it; `limits` are those of one pass of the check.
  ReplayedCheck(Sandbox& sandbox, const CodeProblem& problem, std::string reference,
                const RunLimits& limits)
      : sandbox_(sandbox), problem_(problem), reference_(std::move(reference)), limits_(limits) {}

  // Runs the check with the answers that are known.
  State Go();

  // The arguments of calls that are open, encoded as tests of PythonHarness::kCall.
  const std::vector<std::string>& calls() const { return calls_; }
  // What the program returned for the next of them.
  void Answer(const Value& result);

  const std::string& reason() const { return reason_; }  // of kFailed and kFault

 private:
  // False where `said` is not what the replaying source returns.
  bool Read(const Value& said);

  Sandbox& sandbox_;
  const CodeProblem& problem_;
  const std::string reference_;
  const RunLimits limits_;
  bool first_ = true;
  std::vector<std::string> answers_;  // encoded pairs of arguments and result
  std::vector<std::string> calls_;
  size_t next_ = 0;  // of calls_, to be answered
  bool failed_ = false;
  std::string reason_;
};

}  // namespace rbench
