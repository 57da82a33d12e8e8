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
#include "tasks/prompt_variant.h"
#include "tasks/reference_results.h"

namespace rbench {
namespace {

constexpr int kVersion = 3;
constexpr size_t kMaxDetailReason = 300;

class ProgramChecker : public Checker {
 public:
  ProgramChecker(CheckerOptions& options, std::shared_ptr<const CodeProblemTable> problems,
                 const GradingTools& tools)
      : problems_(std::move(problems)), tools_(tools) {
    extraction_ = options.Choice("extraction", "block",
                                 {"block", "chat", "completion", "lcb", "lcb_base", "whole"});
    options.Choice("stop_words", "humaneval", {"humaneval", "bigcode", "mbpp"});
    stop_words_ = StopWordsOf(options.effective());
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

  // The tests of a table's problems were read with it, or are generated and of a frozen release.
  Status ValidateGold(const Problem& problem) const override {
    if (problems_ != nullptr && problems_->Has(problem.id)) return {};
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
    if ((*sandbox)->level().level == 1) verdict.tags.push_back("landlock");
    // Problems that come with an answer may share a name and nothing else.
    ReferenceResults own;
    const auto complete =
        (HoldsTests(problem) ? own : references_)
            .Of(**sandbox, *found,
                ReferenceLimits(grading.cpu_s, grading.memory_mb, grading.time_factor),
                grading.time_factor);
    if (!complete) return Ungraded(std::move(verdict), complete.error().message);
    return VerdictOf(std::move(verdict), **complete,
                     GradeProgram(**sandbox, **complete, code.code, grading), grading.mode);
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
    in.stop_words = stop_words_;
    const std::string_view asked = ExtractionOfVariant(input.prompt_variant);
    const std::string rule = input.mode == GradeMode::kBare ? "whole"
                             : asked.empty()                ? extraction_
                                                            : std::string(asked);
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

  Verdict VerdictOf(Verdict verdict, const CodeProblem& problem, const ProgramGrade& grade,
                    ProgramMode mode) const {
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
    if (problem.refused_inputs > 0) verdict.detail["refused_inputs"] = problem.refused_inputs;
    return verdict;
  }

  const std::shared_ptr<const CodeProblemTable> problems_;
  const GradingTools tools_;
  std::string extraction_;
  std::span<const std::string_view> stop_words_;
  std::string mode_;
  ProgramGrading grading_;
  bool fraction_ = false;
  mutable ReferenceResults references_;
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

std::span<const std::string_view> StopWordsOf(const Json& options) {
  const auto named = options.is_object() ? options.find("stop_words") : options.end();
  if (named == options.end()) return HumanEvalStopWords();
  return *named == "mbpp"      ? MbppStopWords()
         : *named == "bigcode" ? BigCodeStopWords()
                               : HumanEvalStopWords();
}

}  // namespace rbench
