#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "tasks/problem.h"
#include "tasks/verdict.h"

namespace rbench {

namespace math {
class Prover;
}
class Sandbox;

enum class GradeMode {
  kStrict,   // only a marked answer counts (the reward of training)
  kLenient,  // then the last formula, the whole text if it parses, the last number (evaluation)
  kBare,     // the whole text is the answer
};

const char* GradeModeName(GradeMode mode);
Result<GradeMode> GradeModeFromName(std::string_view name);

// What is to be judged.
struct GradeInput {
  std::string_view completion;      // whole completion, thinking included
  bool prompt_opens_think = false;  // the rendered prompt ended inside an open <think>
  GradeMode mode = GradeMode::kLenient;
  // How it was asked, where that is known: decides where the program stands
  // (tasks/prompt_variant.h).
  std::string_view prompt_variant = {};
};

// Judges completions of one task. Immutable; Grade may be called from many threads and takes
// bounded time and memory whatever the completion holds.
class Checker {
 public:
  virtual ~Checker() = default;
  // "number/1/3f2a9c51": kind, version, first digits of the hash of its options and of the
  // extraction rules.
  virtual const std::string& identity() const = 0;
  // An error where the gold of the problem cannot be understood or does not equal itself.
  virtual Status ValidateGold(const Problem& problem) const = 0;
  virtual Verdict Grade(const Problem& problem, const GradeInput& input) const = 0;
  // Whether an answer may stand in for a gold, so that two answers can be compared: not where
  // answers are programs.
  virtual bool ComparesAnswers() const { return true; }
  // How the verdict came about, a line a step, for people. Empty where the kind has nothing to say.
  virtual std::vector<std::string> Explain(const Problem& problem, const GradeInput& input) const;
};

// What grading may use beside the text.
struct GradingTools {
  GradingTools() = default;
  GradingTools(math::Prover* prover_in) : prover(prover_in) {}

  // Proofs for kind "math" (tasks/math/prover.h); must outlive the checkers. Without one, what only
  // a check worker may prove is undecided.
  math::Prover* prover = nullptr;
  // Runs programs for kind "program" (sandbox/sandbox.h); started at the first that needs it.
  // Without one, programs stay ungraded.
  std::function<Result<Sandbox*>()> sandbox;
  // How much slower this machine is than that for which time limits are meant
  // (sandbox/machine_speed.h); asked by the first that needs it. Without one, 1.
  std::function<double()> time_factor;
};

struct CheckerSpec {
  std::string kind;                     // "exact", "choice", "integer", "math", "number", "program"
  Json options = Json::object();        // by kind; unknown keys are errors that name the nearest
  std::vector<std::string> extraction;  // rule order; empty = the default of the kind
};

// One row of the checker table. Unknown kinds are errors that list the known ones.
Result<std::unique_ptr<const Checker>> MakeChecker(const CheckerSpec& spec,
                                                   const GradingTools& tools = {});
std::vector<std::string> CheckerKinds();

}  // namespace rbench
