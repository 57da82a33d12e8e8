#include "tasks/extracting_checker.h"

#include <utility>

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/utf8.h"

namespace rbench {

ExtractingChecker::ExtractingChecker(std::string_view kind, int version,
                                     const Json& effective, std::vector<ExtractionRule> rules,
                                     const ExtractionOptions& extraction)
    : rules_(std::move(rules)), extraction_(extraction) {
  Json named = Json::array();
  for (const ExtractionRule rule : rules_) named.push_back(ExtractionRuleName(rule));
  const Json meaning = {{"kind", kind},
                        {"version", version},
                        {"options", effective},
                        {"extraction", named},
                        {"extraction_version", kExtractionVersion}};
  identity_ = fmt::format("{}/{}/{}", kind, version, Sha256Hex(DumpJson(meaning)).substr(0, 8));
}

Status ExtractingChecker::ValidateGold(const Problem& problem) const {
  if (problem.gold.empty()) return InvalidInput("the gold is empty");
  const Judgement judgement = Judge(problem, problem.gold, GradeMode::kBare);
  if (judgement.outcome == Outcome::kCorrect) return {};
  constexpr size_t kShown = 120;
  return InvalidInput(
      fmt::format("the gold \"{}\" does not equal itself under checker {} ({})",
                  EscapeForTerminal(std::string_view(problem.gold).substr(0, kShown)), identity_,
                  judgement.reason));
}

Extraction ExtractingChecker::Extract(const Problem& problem, const GradeInput& input) const {
  const ReadsAsAnswer reads = [&](std::string_view text) {
    return Reads(problem, text, input.mode);
  };
  return ExtractAnswer(input.completion, input.prompt_opens_think, input.mode, rules_, reads,
                       extraction_);
}

Judgement ExtractingChecker::JudgeParts(const Problem& problem,
                                        const std::vector<std::string_view>& parts,
                                        GradeMode mode) const {
  return Judge(problem, parts.back(), mode);
}

Verdict ExtractingChecker::Grade(const Problem& problem, const GradeInput& input) const {
  const Extraction extraction = Extract(problem, input);
  Verdict verdict;
  verdict.grader = identity_;
  verdict.rule = extraction.rule;
  if (!extraction.found) {
    verdict.outcome = Outcome::kNoAnswer;
    verdict.reason = extraction.reason;
    return verdict;
  }
  verdict.extracted = std::string(extraction.text);
  verdict.span = {extraction.begin, extraction.end};
  const Judgement judgement = extraction.parts.empty()
                                  ? Judge(problem, extraction.answer(), input.mode)
                                  : JudgeParts(problem, extraction.parts, input.mode);
  verdict.outcome = judgement.outcome;
  verdict.reason = judgement.reason;
  verdict.score = judgement.outcome == Outcome::kCorrect ? 1 : 0;
  return verdict;
}

}  // namespace rbench
