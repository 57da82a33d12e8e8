#include "tasks/checker.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/check.h"
#include "base/nearest.h"
#include "tasks/extracting_checker.h"
#include "tasks/program_checker.h"

namespace rbench {
namespace {

struct ModeRow {
  GradeMode mode;
  const char* name;
};
constexpr ModeRow kModes[] = {
    {GradeMode::kStrict, "strict"}, {GradeMode::kLenient, "lenient"}, {GradeMode::kBare, "bare"}};

struct CheckerRow {
  const char* kind;
  CheckerResult (*make)(const Json& options, std::vector<ExtractionRule> rules,
                        const GradingTools& tools);
  std::vector<ExtractionRule> rules;  // default order
};

// Kinds that need no tools.
template <CheckerResult (*Make)(const Json&, std::vector<ExtractionRule>)>
CheckerResult Plain(const Json& options, std::vector<ExtractionRule> rules, const GradingTools&) {
  return Make(options, std::move(rules));
}

CheckerResult Math(const Json& options, std::vector<ExtractionRule> rules,
                   const GradingTools& tools) {
  return MakeMathChecker(options, std::move(rules), tools.prover);
}

// A task gives the checker its problems; without them it judges nothing.
CheckerResult Program(const Json& options, std::vector<ExtractionRule>, const GradingTools& tools) {
  return MakeProgramChecker(options, nullptr, tools);
}

const std::vector<CheckerRow>& Rows() {
  using enum ExtractionRule;
  static const std::vector<CheckerRow> rows = {
      {"exact", Plain<MakeExactChecker>, {kAnswerTag, kBoxed, kFinalAnswerIs, kHashes, kWhole}},
      {"choice",
       Plain<MakeChoiceChecker>,
       {kAnswerTag, kBoxed, kFinalAnswerIs, kFormula, kWhole, kLetter}},
      {"integer",
       Plain<MakeIntegerChecker>,
       {kAnswerTag, kBoxed, kFinalAnswerIs, kHashes, kFormula, kWhole, kNumber}},
      {"math", Math, {kAnswerTag, kBoxed, kFinalAnswerIs, kHashes, kFormula, kWhole, kNumber}},
      {"number",
       Plain<MakeNumberChecker>,
       {kAnswerTag, kBoxed, kFinalAnswerIs, kHashes, kFormula, kWhole, kNumber}},
      {"program", Program, {}},  // finds code by rules of its own: the option "extraction"
  };
  return rows;
}

}  // namespace

std::vector<std::string> Checker::Explain(const Problem&, const GradeInput&) const { return {}; }

const char* GradeModeName(GradeMode mode) {
  for (const ModeRow& row : kModes) {
    if (row.mode == mode) return row.name;
  }
  CheckFailed(__FILE__, __LINE__, "grade mode without a name");
}

Result<GradeMode> GradeModeFromName(std::string_view name) {
  std::vector<std::string> known;
  for (const ModeRow& row : kModes) {
    if (name == row.name) return row.mode;
    known.push_back(row.name);
  }
  return InvalidInput(fmt::format("unknown grading mode \"{}\" (strict, lenient or bare){}", name,
                                  DidYouMean(name, known)));
}

Result<std::unique_ptr<const Checker>> MakeChecker(const CheckerSpec& spec,
                                                   const GradingTools& tools) {
  for (const CheckerRow& row : Rows()) {
    if (spec.kind != row.kind) continue;
    std::vector<ExtractionRule> rules = row.rules;
    if (!spec.extraction.empty()) {
      RBENCH_ASSIGN_OR_RETURN(rules, ParseExtractionRules(spec.extraction));
    }
    return row.make(spec.options, std::move(rules), tools);
  }
  const std::vector<std::string> kinds = CheckerKinds();
  return InvalidInput(fmt::format("unknown checker \"{}\" (known: {}){}", spec.kind,
                                  fmt::join(kinds, ", "), DidYouMean(spec.kind, kinds)));
}

std::vector<std::string> CheckerKinds() {
  std::vector<std::string> kinds;
  for (const CheckerRow& row : Rows()) kinds.push_back(row.kind);
  return kinds;
}

}  // namespace rbench
