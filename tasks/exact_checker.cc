#include <utility>

#include "tasks/answer_text.h"
#include "tasks/extracting_checker.h"

// Kind "exact": equal texts after wrapping is stripped and white space collapsed.
// Options: case ("exact" or "fold": ASCII letters compare without case).

namespace rbench {
namespace {

class ExactChecker : public ExtractingChecker {
 public:
  ExactChecker(const CheckerOptions& options, bool fold, std::vector<ExtractionRule> rules)
      : ExtractingChecker("exact", 1, options.effective(), std::move(rules)), fold_(fold) {}

 protected:
  bool Reads(const Problem&, std::string_view text, GradeMode) const override {
    return !Trim(text).empty();
  }

  Judgement Judge(const Problem& problem, std::string_view answer, GradeMode) const override {
    if (Normal(problem.gold) == Normal(answer)) return {Outcome::kCorrect, "equal"};
    return {Outcome::kWrong, "different"};
  }

 private:
  std::string Normal(std::string_view text) const {
    // As extraction leaves it: a gold of LaTeX blanks ("\\ ") must lose its edge like an answer does.
    text = Trim(text);
    // Where everything is wrapping ("..."), the text is its own answer.
    const std::string_view core = StripWrapping(text);
    const std::string collapsed = CollapseSpace(core.empty() ? text : core);
    return fold_ ? AsciiLower(collapsed) : collapsed;
  }

  const bool fold_;
};

}  // namespace

CheckerResult MakeExactChecker(const Json& options, std::vector<ExtractionRule> rules) {
  CheckerOptions reader("exact", options);
  const bool fold = reader.Choice("case", "exact", {"exact", "fold"}) == "fold";
  RBENCH_RETURN_IF_ERROR(reader.Finish());
  return std::unique_ptr<const Checker>(
      std::make_unique<ExactChecker>(reader, fold, std::move(rules)));
}

}  // namespace rbench
