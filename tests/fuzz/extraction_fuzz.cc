#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "tasks/answer_text.h"
#include "tasks/checker.h"
#include "tests/tasks/extraction_reference.h"

// Input: one byte for checker, mode and prompt; the gold up to the first line end; the completion.
// Properties: grading is total and repeatable, the span lies in the completion and holds the
// extracted text, a strict answer never comes from a weak rule, a valid gold in a last box is
// right; extraction agrees with the plain reference, joined boxes and JSON strings lie in the
// completion, and the checker is asked a bounded number of times.

namespace {

using namespace rbench;

std::vector<std::unique_ptr<const Checker>> MakeCheckers() {
  std::vector<std::unique_ptr<const Checker>> checkers;
  for (const char* kind : {"exact", "choice", "integer", "number"})
    checkers.push_back(MakeChecker({kind, Json::object(), {}}).value());
  const Json close = {
      {"rounding", "gold"}, {"approx_digits", 3}, {"tolerance", "1/1000"}, {"percent", "drop"}};
  checkers.push_back(MakeChecker({"number", close, {}}).value());
  const Json range = {{"min", 0}, {"max", 999}, {"percent", "refuse"}, {"units", false}};
  checkers.push_back(MakeChecker({"integer", range, {"number", "boxed", "hashes"}}).value());
  return checkers;
}

void CheckVerdict(const Verdict& verdict, std::string_view completion, GradeMode mode) {
  RBENCH_CHECK(verdict.outcome != Outcome::kUngraded);
  RBENCH_CHECK(!verdict.reason.empty() && !verdict.grader.empty());
  RBENCH_CHECK(verdict.score == (verdict.outcome == Outcome::kCorrect ? 1 : 0));
  RBENCH_CHECK(verdict.span.has_value() == (verdict.outcome != Outcome::kNoAnswer));
  if (!verdict.span) return;
  const auto [begin, end] = *verdict.span;
  RBENCH_CHECK(begin < end && end <= completion.size());
  RBENCH_CHECK(completion.substr(begin, end - begin) == verdict.extracted);
  const bool weak = verdict.rule == "number" || verdict.rule == "whole" ||
                    verdict.rule == "formula" || verdict.rule == "letter";
  RBENCH_CHECK(mode != GradeMode::kStrict || !weak);
}

Extraction Extract(std::string_view completion, const GradeInput& input, uint8_t choice) {
  using enum ExtractionRule;
  static const std::vector<ExtractionRule> all = {kAnswerTag, kBoxed, kFinalAnswerIs, kHashes,
                                                  kFormula,   kWhole, kNumber,        kLetter};
  const std::vector<ExtractionRule> rules(all.begin() + choice % 8, all.end());
  size_t calls = 0;
  const ReadsAsAnswer reads = [&](std::string_view text) {
    RBENCH_CHECK(text.size() <= kMaxTriedBytes && ++calls <= 8 + 26);
    return text.size() % 3 == 0;
  };
  const ExtractionOptions options{(choice & 8) != 0};
  const Extraction fast =
      ExtractAnswer(completion, input.prompt_opens_think, input.mode, rules, reads, options);
  const ReadsAsAnswer unbounded = [](std::string_view text) { return text.size() % 3 == 0; };
  const Extraction plain = reference::ExtractAnswer(completion, input.prompt_opens_think,
                                                    input.mode, rules, unbounded, options);
  RBENCH_CHECK(fast.found == plain.found && fast.rule == plain.rule && fast.reason == plain.reason);
  RBENCH_CHECK(fast.begin == plain.begin && fast.end == plain.end && fast.parts == plain.parts);
  return fast;
}

void CheckExtraction(const Extraction& found, std::string_view completion) {
  RBENCH_CHECK(found.found == found.reason.empty());
  if (!found.found) return;
  RBENCH_CHECK(found.begin < found.end && found.end <= completion.size());
  RBENCH_CHECK(completion.substr(found.begin, found.end - found.begin) == found.text);
  RBENCH_CHECK(!Trim(found.answer()).empty());
  RBENCH_CHECK(found.decoded.empty() || found.text.find('\\') != std::string_view::npos);
  RBENCH_CHECK(found.parts.size() != 1 && found.parts.size() <= kMaxJoinedBoxes);
  if (found.parts.empty()) return;
  RBENCH_CHECK(found.text.starts_with(found.parts.front()));
  for (const std::string_view part : found.parts) {
    RBENCH_CHECK(!part.empty() && part.data() >= found.text.data() &&
                 part.data() + part.size() <= found.text.data() + found.text.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static const std::vector<std::unique_ptr<const Checker>> checkers = MakeCheckers();
  if (size == 0 || size > (1 << 16)) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
  const size_t line = std::min(text.find('\n'), text.size());
  Problem problem;
  problem.gold = std::string(text.substr(0, line));
  const std::string_view completion = text.substr(std::min(line + 1, text.size()));
  const Checker& checker = *checkers[bytes[0] % checkers.size()];
  if ((bytes[0] & 0x80) != 0) problem.options = {"five", "6.5 km", "\\frac{1}{2}", "five"};
  GradeInput input;
  input.mode = static_cast<GradeMode>(bytes[0] / 8 % 3);
  input.prompt_opens_think = (bytes[0] & 0x40) != 0;
  input.completion = completion;
  CheckExtraction(Extract(completion, input, bytes[size - 1]), completion);
  const ReadsAsAnswer never = [](std::string_view) { return false; };
  CheckExtraction(ExtractAnswer(completion, input.prompt_opens_think, input.mode,
                                {ExtractionRule::kJsonAnswer}, never),
                  completion);
  const Verdict verdict = checker.Grade(problem, input);
  CheckVerdict(verdict, completion, input.mode);
  RBENCH_CHECK(DumpJson(VerdictToJson(verdict)) ==
               DumpJson(VerdictToJson(checker.Grade(problem, input))));

  if (!checker.ValidateGold(problem)) return 0;
  const std::string boxed = "{" + problem.gold + "}";
  if (boxed.find('<') != std::string::npos || boxed.find("box") != std::string::npos ||
      completion.find('<') != std::string_view::npos ||
      MatchingBrace(boxed, 0) != boxed.size() - 1) {
    return 0;
  }
  const std::string marked = std::string(completion) + " \\boxed" + boxed;
  const GradeInput again{marked, false, GradeMode::kStrict};
  RBENCH_CHECK(Trim(problem.gold).empty() ||
               checker.Grade(problem, again).outcome == Outcome::kCorrect);
  return 0;
}
