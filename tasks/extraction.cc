#include "tasks/extraction.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/byte_scan.h"
#include "base/check.h"
#include "base/nearest.h"
#include "base/think_span.h"
#include "tasks/answer_text.h"
#include "tasks/extraction_rules.h"

namespace rbench {
namespace {

using Kind = RuleMatch::Kind;

struct RuleRow {
  ExtractionRule rule;
  const char* name;
  bool marked;
};

constexpr RuleRow kRules[] = {
    {ExtractionRule::kAnswerTag, "answer_tag", true},
    {ExtractionRule::kBoxed, "boxed", true},
    {ExtractionRule::kFinalAnswerIs, "final_answer_is", true},
    {ExtractionRule::kHashes, "hashes", true},
    {ExtractionRule::kJsonAnswer, "json_answer", true},
    {ExtractionRule::kFormula, "formula", false},
    {ExtractionRule::kWhole, "whole", false},
    {ExtractionRule::kNumber, "number", false},
    {ExtractionRule::kLetter, "letter", false},
};

const RuleRow& RowOf(ExtractionRule rule) {
  for (const RuleRow& row : kRules) {
    if (row.rule == rule) return row;
  }
  CheckFailed(__FILE__, __LINE__, "extraction rule without a row");
}

class Extractor {
 public:
  Extractor(GradeMode mode, const std::vector<ExtractionRule>& rules, const ReadsAsAnswer& reads,
            const ExtractionOptions& options)
      : lenient_(mode == GradeMode::kLenient), rules_(rules), reads_(reads), options_(options) {}

  // The first rule of the order that finds its mark in `text`.
  RuleMatch Find(std::string_view text, bool inside_tag, const char*& rule_name) const {
    for (const ExtractionRule rule : rules_) {
      if (inside_tag && rule == ExtractionRule::kAnswerTag) continue;
      if (!lenient_ && !RowOf(rule).marked) continue;
      const RuleMatch match = Apply(rule, text);
      if (match.kind == Kind::kAbsent) continue;
      rule_name = RowOf(rule).name;
      return match;
    }
    return {};
  }

 private:
  RuleMatch Apply(ExtractionRule rule, std::string_view text) const {
    switch (rule) {
      case ExtractionRule::kAnswerTag:
        return NarrowTag(text, FindAnswerTag(text));
      case ExtractionRule::kBoxed:
        return FindLastBox(text, options_.join_boxes);
      case ExtractionRule::kFinalAnswerIs:
        return NarrowSentence(text, FindAnswerPhrase(text, reads_));
      case ExtractionRule::kHashes:
        return FindHashes(text, reads_);
      case ExtractionRule::kJsonAnswer:
        return FindJsonAnswer(text);
      case ExtractionRule::kFormula:
        return FindLastFormula(text, reads_, Uses(ExtractionRule::kNumber));
      case ExtractionRule::kWhole:
        return FindWhole(text, reads_);
      case ExtractionRule::kNumber:
        return FindLastNumber(text, reads_);
      case ExtractionRule::kLetter:
        return FindLastLetter(text, reads_);
    }
    CheckFailed(__FILE__, __LINE__, "unknown extraction rule");
  }

  bool Reads(std::string_view text) const { return text.size() <= kMaxTriedBytes && reads_(text); }
  bool Uses(ExtractionRule rule) const {
    return std::find(rules_.begin(), rules_.end(), rule) != rules_.end();
  }

  // Models put a box or a sentence into the tag; the tag stays the source.
  RuleMatch NarrowTag(std::string_view text, const RuleMatch& tag) const {
    if (tag.kind != Kind::kAnswer) return tag;
    const std::string_view inside = text.substr(tag.begin, tag.end - tag.begin);
    const RuleMatch box = FindLastBox(inside, false);
    if (box.kind == Kind::kAbsent && Reads(inside)) return tag;
    const char* rule_name = nullptr;
    RuleMatch match = Find(inside, true, rule_name);
    if (match.kind == Kind::kAbsent) return tag;
    match.begin += tag.begin;
    match.end += tag.begin;
    for (auto& [begin, end] : match.parts) {
      begin += tag.begin;
      end += tag.begin;
    }
    return match;
  }

  // "The answer is 6 * 7 = 42 apples, as shown": where lenient, the part that can be read.
  RuleMatch NarrowSentence(std::string_view text, const RuleMatch& sentence) const {
    if (!lenient_ || sentence.kind != Kind::kAnswer || !Uses(ExtractionRule::kNumber))
      return sentence;
    const std::string_view inside = text.substr(sentence.begin, sentence.end - sentence.begin);
    if (Reads(inside)) return sentence;
    const size_t equals = LastWhere(inside, inside.size(), ByteProbe{'='});
    const size_t from = equals == std::string_view::npos ? 0 : equals + 1;
    RuleMatch number = FindFirstNumber(inside.substr(from), reads_);
    if (number.kind != Kind::kAnswer) return sentence;
    number.begin += sentence.begin + from;
    number.end += sentence.begin + from;
    return number;
  }

  const bool lenient_;
  const std::vector<ExtractionRule>& rules_;
  const ReadsAsAnswer& reads_;
  const ExtractionOptions& options_;
};

}  // namespace

const char* ExtractionRuleName(ExtractionRule rule) { return RowOf(rule).name; }

bool IsMarkedRule(ExtractionRule rule) { return RowOf(rule).marked; }

Result<std::vector<ExtractionRule>> ParseExtractionRules(const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const RuleRow& row : kRules) known.push_back(row.name);
  std::vector<ExtractionRule> rules;
  for (const std::string& name : names) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      return InvalidInput(
          fmt::format("unknown extraction rule \"{}\"{}", name, DidYouMean(name, known)));
    }
    const ExtractionRule rule = kRules[found - known.begin()].rule;
    if (std::find(rules.begin(), rules.end(), rule) != rules.end()) {
      return InvalidInput(fmt::format("extraction rule \"{}\" is listed twice", name));
    }
    rules.push_back(rule);
  }
  return rules;
}

Extraction ExtractAnswer(std::string_view completion, bool prompt_opens_think, GradeMode mode,
                         const std::vector<ExtractionRule>& rules, const ReadsAsAnswer& reads,
                         const ExtractionOptions& options) {
  Extraction result;
  RuleMatch match;
  const char* rule_name = nullptr;
  std::string_view part = completion;
  if (mode == GradeMode::kBare) {
    rule_name = "whole";
    const std::string_view text = Trim(completion);
    const size_t begin = static_cast<size_t>(text.data() - completion.data());
    match.kind = text.empty() ? Kind::kAbsent : Kind::kAnswer;
    match.begin = begin;
    match.end = begin + text.size();
  } else {
    const std::optional<ThinkSpan> span = FindThinkSpan(completion, prompt_opens_think);
    if (span && !span->closed) {
      result.reason = "think_open";
      return result;
    }
    part = AnswerPart(completion, span);
    match = Extractor(mode, rules, reads, options).Find(part, false, rule_name);
  }
  if (match.kind != Kind::kAbsent) result.rule = rule_name;
  if (match.kind != Kind::kAnswer) {
    const char* absent = Trim(part).empty()           ? "empty"
                         : mode == GradeMode::kStrict ? "no_marked_answer"
                                                      : "nothing_found";
    result.reason = match.kind == Kind::kNoAnswer ? match.reason : absent;
    return result;
  }
  result.found = true;
  const size_t offset = static_cast<size_t>(part.data() - completion.data());
  result.begin = offset + match.begin;
  result.end = offset + match.end;
  result.text = completion.substr(result.begin, result.end - result.begin);
  for (const auto& [begin, end] : match.parts) {
    result.parts.push_back(part.substr(begin, end - begin));
  }
  result.decoded = std::move(match.decoded);
  return result;
}

}  // namespace rbench
