#include "tasks/program_checker.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/sha256.h"
#include "sandbox/sandbox.h"
#include "tasks/checker_options.h"
#include "tasks/code/code_extraction.h"
#include "tasks/code/test_object.h"
#include "tasks/program_grading.h"

namespace rbench {
namespace {

constexpr int kVersion = 2;
constexpr size_t kMaxDetailReason = 300;

class ProgramChecker : public Checker {
 public:
  ProgramChecker(CheckerOptions& options, std::shared_ptr<const CodeProblemTable> problems,
                 const GradingTools& tools)
      : problems_(std::move(problems)), tools_(tools) {
    extraction_ = options.Choice("extraction", "block",
                                 {"block", "chat", "completion", "lcb", "lcb_base", "whole"});
    const std::string language = options.Choice("language", "python", {"python", "cpp"});
    grading_.language = *LanguageFromName(language);
    grading_.cpu_s = static_cast<double>(options.Int("cpu_s", 10, 1, 3600));
    grading_.memory_mb = static_cast<double>(options.Int("memory_mb", 1024, 16, 1 << 20));
    grading_.all_tests = options.Bool("all_tests", false);
    fraction_ = options.Choice("score", "all", {"all", "fraction"}) == "fraction";
    mode_ = options.Choice("mode", "auto", {"auto", "faithful", "strict"});
    identity_ = fmt::format("program/{}/{}", kVersion,
                            Sha256Hex(DumpJson(options.effective())).substr(0, 8));
  }

  const std::string& identity() const override { return identity_; }

  Status ValidateGold(const Problem& problem) const override {
    const auto found = ProblemOf(problem);
    return found ? Status() : found.error();
  }

  bool ComparesAnswers() const override { return false; }

  Verdict Grade(const Problem& problem, const GradeInput& input) const override {
    Verdict verdict;
    verdict.grader = identity_;
    auto found = ProblemOf(problem);
    if (!found) return Ungraded(std::move(verdict), found.error().message);
    const CodeExtraction code = Extract(**found, input);
    verdict.rule = code.rule;
    if (!code.found) {
      verdict.outcome = Outcome::kNoAnswer;
      verdict.reason = code.reason;
      return verdict;
    }
    verdict.extracted = code.code;
    verdict.span = code.span;
    if (!tools_.sandbox) return Ungraded(std::move(verdict), "no sandbox");
    const Result<Sandbox*> sandbox = tools_.sandbox();
    if (!sandbox) return Ungraded(std::move(verdict), sandbox.error().message);
    if (HoldsTests(problem)) found = WithClassOf(code.code, *found);
    ProgramGrading grading = grading_;
    if (tools_.time_factor) grading.time_factor = tools_.time_factor();
    grading.mode = ModeOf(input.mode);
    // What was not walled in may have done anything, also to its verdict.
    if ((*sandbox)->level().level == 0) verdict.tags.push_back("unsandboxed");
    return VerdictOf(std::move(verdict), GradeProgram(**sandbox, **found, code.code, grading),
                     grading.mode);
  }

 private:
  static bool HoldsTests(const Problem& problem) { return problem.gold.starts_with('{'); }

  // A test object says which function is asked for, not where it stands: in a class Solution where
  // the answer has one.
  static std::shared_ptr<const CodeProblem> WithClassOf(
      const std::string& code, const std::shared_ptr<const CodeProblem>& problem) {
    if (problem->entry_point.empty() || !problem->class_name.empty() ||
        code.find("class Solution") == std::string::npos) {
      return problem;
    }
    CodeProblem with_class = *problem;
    with_class.class_name = "Solution";
    return std::make_shared<const CodeProblem>(std::move(with_class));
  }

  // The task's problem, or one whose gold is its tests.
  Result<std::shared_ptr<const CodeProblem>> ProblemOf(const Problem& problem) const {
    if (problems_ != nullptr) {
      if (auto found = problems_->Find(problem.id)) return found;
    }
    if (!HoldsTests(problem)) {
      return InvalidInput(fmt::format("problem {} has no tests", problem.id));
    }
    RBENCH_ASSIGN_OR_RETURN(CodeProblem read, ReadTestObject(problem.gold));
    return std::make_shared<const CodeProblem>(std::move(read));
  }

  static Verdict Ungraded(Verdict verdict, std::string why) {
    verdict.outcome = Outcome::kUngraded;
    verdict.reason = "IE";
    verdict.detail = Json{{"fault", std::move(why)}};
    return verdict;
  }

  CodeExtraction Extract(const CodeProblem& problem, const GradeInput& input) const {
    CodeExtractionInput in;
    in.completion = input.completion;
    in.prompt_opens_think = input.prompt_opens_think;
    in.prompt = problem.prompt;
    in.entry_point = problem.entry_point;
    in.language = LanguageName(grading_.language);
    const std::string rule = input.mode == GradeMode::kBare ? "whole" : extraction_;
    CodeExtraction code = ExtractCode(*CodeRuleFromName(rule), in);
    // A program that is judged behind the prompt is shown with it.
    if (code.found && rule != "chat" && rule != "completion") code.code.insert(0, problem.prompt);
    return code;
  }

  ProgramMode ModeOf(GradeMode mode) const {
    if (mode_ == "faithful") return ProgramMode::kFaithful;
    if (mode_ == "strict" || mode == GradeMode::kStrict) return ProgramMode::kStrict;
    return ProgramMode::kFaithful;
  }

  Verdict VerdictOf(Verdict verdict, const ProgramGrade& grade, ProgramMode mode) const {
    const auto passed = std::count_if(grade.tests.begin(), grade.tests.end(),
                                      [](const TestGrade& test) { return test.verdict == "AC"; });
    if (grade.verdict == "IE") return Ungraded(std::move(verdict), grade.reason);
    verdict.outcome = grade.accepted() ? Outcome::kCorrect : Outcome::kWrong;
    verdict.score = grade.accepted() ? 1
                    : fraction_      ? static_cast<double>(passed) /
                                      static_cast<double>(std::max<size_t>(grade.num_tests, 1))
                                : 0;
    verdict.reason = grade.verdict;
    if (grade.weak) verdict.tags.push_back("weak");
    if (grade.near_limit) verdict.tags.push_back("near_limit");
    if (grade.grader_killer) verdict.tags.push_back("grader_killer");
    Json tests = Json::array();
    for (const TestGrade& test : grade.tests) {
      Json one = {{"verdict", test.verdict}};
      if (!test.reason.empty()) one["reason"] = test.reason.substr(0, kMaxDetailReason);
      tests.push_back(std::move(one));
    }
    verdict.detail = Json{
        {"mode", ProgramModeName(mode)}, {"tests", grade.num_tests}, {"ran", std::move(tests)}};
    return verdict;
  }

  const std::shared_ptr<const CodeProblemTable> problems_;
  const GradingTools tools_;
  std::string extraction_;
  std::string mode_;
  ProgramGrading grading_;
  bool fraction_ = false;
  std::string identity_;
};

}  // namespace

Result<std::unique_ptr<const Checker>> MakeProgramChecker(
    const Json& options, std::shared_ptr<const CodeProblemTable> problems,
    const GradingTools& tools) {
  CheckerOptions read("program", options);
  auto checker = std::make_unique<const ProgramChecker>(read, std::move(problems), tools);
  RBENCH_RETURN_IF_ERROR(read.Finish());
  return std::unique_ptr<const Checker>(std::move(checker));
}

Problem AskedProblem(const CodeProblem& problem) {
  Problem asked;
  std::string text = problem.question;
  if (text.empty() || !problem.prompt.empty()) {
    text = "Complete this Python function.\n\n```python\n" + problem.prompt + "\n```";
  } else if (!problem.starter_code.empty()) {
    text += "\n\nThe solution has this form:\n\n```python\n" + problem.starter_code + "\n```";
  } else if (problem.entry_point.empty()) {
    text += "\n\nThe program reads standard input and writes standard output.";
  } else {
    text += fmt::format("\n\nThe function is called `{}`.", problem.entry_point);
  }
  asked.question = std::move(text);
  asked.gold = ProblemSetHash({problem});
  asked.id = ProblemId(asked.question, {}, asked.gold);
  asked.aliases = problem.aliases;
  if (!problem.id.empty()) asked.aliases.insert(asked.aliases.begin(), problem.id);
  asked.extra = Json::object();
  if (!problem.difficulty.empty()) asked.extra["difficulty"] = problem.difficulty;
  if (!problem.platform.empty()) asked.extra["platform"] = problem.platform;
  if (!problem.date.empty()) asked.extra["date"] = problem.date;
  asked.extra["form"] = problem.entry_point.empty() ? "stdin" : "function";
  return asked;
}

}  // namespace rbench
