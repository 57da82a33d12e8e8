#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tasks/answer_text.h"
#include "tasks/extracting_checker.h"
#include "tasks/math/check.h"
#include "tasks/math/prover.h"

// Kind "math": tasks/math decides.
//
// Options: every switch of math::Policy (tasks/math/policy.h) by its name, for all modes; and
//   tolerance_field, relative_tolerance_field, unit_field   fields of a problem's `extra` that hold
//     its own tolerance ("1e-1"; empty or null = none) or the unit that its gold is meant in
//   base_from_question   true: a question that says "base" states the base of a based gold
//   percent_from_question   true: a question that says "percent" makes 50% right for the gold 50

namespace rbench {
namespace {

struct MathOptions {
  math::Policy strict;
  math::Policy lenient;
  std::string tolerance_field;
  std::string relative_tolerance_field;
  std::string unit_field;
  bool base_from_question = true;
  bool percent_from_question = true;
};

class MathChecker : public ExtractingChecker {
 public:
  MathChecker(const Json& effective, MathOptions options, std::vector<ExtractionRule> rules,
              math::Prover* prover)
      : ExtractingChecker("math", math::kGraderVersion, effective, std::move(rules), {true}),
        options_(std::move(options)),
        prover_(prover) {}

  std::vector<std::string> Explain(const Problem& problem, const GradeInput& input) const override {
    const Extraction extraction = Extract(problem, input);
    std::vector<std::string> lines;
    if (!extraction.found) {
      lines.push_back(fmt::format("extraction: no answer ({})", extraction.reason));
      return lines;
    }
    lines.push_back(fmt::format("extraction: rule {}, bytes {}-{}: {}", extraction.rule,
                                extraction.begin, extraction.end, extraction.answer()));
    math::CheckTrace trace;
    const std::vector<std::string_view> parts =
        extraction.parts.empty() ? std::vector<std::string_view>{extraction.answer()}
                                 : extraction.parts;
    const math::CheckResult result = Decide(problem, parts, input.mode, &trace);
    lines.push_back("gold: " + trace.gold_syntax);
    lines.push_back("answer: " + trace.answer_syntax);
    for (const std::string& step : trace.steps) lines.push_back("step: " + step);
    lines.push_back(
        fmt::format("decision: {} ({})", math::DecisionName(result.decision), result.reason));
    return lines;
  }

 protected:
  // What the gold says word for word is an answer even where it cannot be read.
  bool Reads(const Problem& problem, std::string_view text, GradeMode) const override {
    return math::ReadsAsAnswer(text) || text == Trim(problem.gold);
  }

  Judgement Judge(const Problem& problem, std::string_view answer, GradeMode mode) const override {
    return FromCheck(Decide(problem, {answer}, mode, nullptr));
  }

  Judgement JudgeParts(const Problem& problem, const std::vector<std::string_view>& parts,
                       GradeMode mode) const override {
    return FromCheck(Decide(problem, parts, mode, nullptr));
  }

 private:
  // A gold that cannot be read as a whole may be a solution with a marked answer.
  math::CheckResult Decide(const Problem& problem, const std::vector<std::string_view>& answers,
                           GradeMode mode, math::CheckTrace* trace) const {
    const math::Policy policy = PolicyFor(problem, mode);
    const std::string gold = GoldOf(problem);
    math::CheckResult result = math::CheckList(gold, answers, policy, prover_, trace);
    if (result.reason != "gold_unparsed") return result;
    const std::string marked = MarkedIn(gold);
    if (marked.empty()) return result;
    if (trace != nullptr) *trace = {};
    return math::CheckList(marked, answers, policy, prover_, trace);
  }

  // The answer that a solution marks; of joined boxes the list. Empty where there is none.
  static std::string MarkedIn(const std::string& solution) {
    static const std::vector<ExtractionRule> kRules = {
        ExtractionRule::kAnswerTag, ExtractionRule::kBoxed, ExtractionRule::kFinalAnswerIs,
        ExtractionRule::kHashes, ExtractionRule::kFormula};
    const Extraction found =
        ExtractAnswer(solution, false, GradeMode::kLenient, kRules, &math::ReadsAsAnswer, {true});
    if (!found.found) return {};
    if (found.parts.empty()) {
      std::string answer(found.answer());
      // "\boxed{20} percent", "\boxed{20}\%"
      std::string_view behind = std::string_view(solution).substr(found.end);
      const size_t mark = behind.find_first_not_of("}$ \\");
      behind.remove_prefix(std::min(mark, behind.size()));
      if (behind.starts_with('%') || behind.starts_with("percent")) answer += "\\%";
      return answer;
    }
    std::string list;
    for (const std::string_view part : found.parts) {
      if (!list.empty()) list += ", ";
      list += part;
    }
    return list;
  }

  static Judgement FromCheck(math::CheckResult result) {
    Judgement judgement;
    judgement.reason = std::move(result.reason);
    switch (result.decision) {
      case math::Decision::kEqual:
        judgement.outcome = Outcome::kCorrect;
        break;
      case math::Decision::kNotEqual:
        judgement.outcome = Outcome::kWrong;
        break;
      case math::Decision::kUndecided:
        judgement.outcome = Outcome::kUndecided;
        break;
      case math::Decision::kUngraded:
        judgement.outcome = Outcome::kUngraded;
        break;
    }
    return judgement;
  }

  // A field of the problem as text; empty where it is absent or null.
  static std::string Field(const Problem& problem, const std::string& name) {
    if (name.empty() || !problem.extra.is_object()) return {};
    const auto found = problem.extra.find(name);
    if (found == problem.extra.end() || found->is_null()) return {};
    return found->is_string() ? found->get<std::string>() : DumpJson(*found);
  }

  std::string GoldOf(const Problem& problem) const {
    const std::string_view gold = Trim(problem.gold);
    const std::string unit = Field(problem, options_.unit_field);
    if (unit.empty()) return std::string(gold);
    return fmt::format("{} \\text{{ {} }}", gold, unit);
  }

  math::Policy PolicyFor(const Problem& problem, GradeMode mode) const {
    math::Policy policy = mode == GradeMode::kLenient ? options_.lenient : options_.strict;
    // A problem's own tolerance that is no number changes nothing.
    const auto set = [&](const std::string& field, const char* name) {
      const std::string text = Field(problem, field);
      if (text.empty()) return;
      if (auto changed = math::PolicyFromJson(Json{{name, text}}, policy)) policy = *changed;
    };
    set(options_.tolerance_field, "tolerance");
    set(options_.relative_tolerance_field, "relative_tolerance");
    const std::string question = AsciiLower(problem.question);
    const auto says = [&](const char* word) { return question.find(word) != std::string::npos; };
    if (options_.base_from_question && says("base")) policy.base_stated = true;
    if (options_.percent_from_question && says("percent")) policy.percent_stated = true;
    return policy;
  }

  const MathOptions options_;
  math::Prover* const prover_;
};

}  // namespace

CheckerResult MakeMathChecker(const Json& options, std::vector<ExtractionRule> rules,
                              math::Prover* prover) {
  MathOptions math_options;
  Json switches = Json::object();
  Json fields = Json::object();
  for (const auto& [key, value] : options.items()) {
    const bool own = key == "tolerance_field" || key == "relative_tolerance_field" ||
                     key == "unit_field" || key == "base_from_question" ||
                     key == "percent_from_question";
    (own ? fields : switches)[key] = value;
  }
  CheckerOptions own("math", fields);
  math_options.tolerance_field = own.Text("tolerance_field", "");
  math_options.relative_tolerance_field = own.Text("relative_tolerance_field", "");
  math_options.unit_field = own.Text("unit_field", "");
  math_options.base_from_question = own.Bool("base_from_question", true);
  math_options.percent_from_question = own.Bool("percent_from_question", true);
  RBENCH_RETURN_IF_ERROR(own.Finish());
  RBENCH_ASSIGN_OR_RETURN(math_options.strict,
                          math::PolicyFromJson(switches, math::StrictPolicy()));
  RBENCH_ASSIGN_OR_RETURN(math_options.lenient,
                          math::PolicyFromJson(switches, math::LenientPolicy()));
  Json effective = own.effective();
  effective["strict"] = math::PolicyToJson(math_options.strict);
  effective["lenient"] = math::PolicyToJson(math_options.lenient);
  return std::make_unique<MathChecker>(effective, std::move(math_options), std::move(rules),
                                       prover);
}

}  // namespace rbench
