#include "tests/tasks/extraction_reference.h"

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "base/think_span.h"
#include "tests/tasks/extraction_reference_rules.h"

namespace rbench::reference {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<ThinkSpan> FindThinkSpan(std::string_view completion, bool prompt_opens_think) {
  const size_t first_open = completion.find(std::string_view("<think>"));
  const size_t last_close = completion.rfind(std::string_view("</think>"));
  const bool has_open = first_open != std::string_view::npos;
  const bool has_close = last_close != std::string_view::npos;
  if (!has_open && !has_close && !prompt_opens_think) return std::nullopt;
  ThinkSpan span;
  // A closing tag before any opening one belongs to an opening that the prompt holds.
  const bool closes_first =
      has_close && (!has_open || completion.find(std::string_view("</think>")) < first_open);
  span.begin = prompt_opens_think || closes_first || !has_open ? 0 : first_open;
  // Thinking that is opened again after the last closing tag was never closed.
  const size_t last_open = completion.rfind(std::string_view("<think>"));
  span.closed = has_close && (!has_open || last_open < last_close);
  span.end = span.closed ? last_close + std::string_view("</think>").size() : completion.size();
  return span;
}

class Extractor {
 public:
  Extractor(GradeMode mode, const std::vector<ExtractionRule>& rules, const ReadsAsAnswer& reads,
            bool join)
      : lenient_(mode == GradeMode::kLenient), rules_(rules), reads_(reads), join_(join) {}

  // The first rule of the order that finds its mark in `text`.
  RuleMatch Find(std::string_view text, bool inside_tag, const char*& rule_name) const {
    for (const ExtractionRule rule : rules_) {
      if (inside_tag && rule == ExtractionRule::kAnswerTag) continue;
      if (!lenient_ && !IsMarkedRule(rule)) continue;
      const RuleMatch match = Apply(rule, text);
      if (match.kind == Kind::kAbsent) continue;
      rule_name = ExtractionRuleName(rule);
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
        return FindLastBox(text, join_);
      case ExtractionRule::kFinalAnswerIs:
        return NarrowSentence(text, FindAnswerPhrase(text, reads_));
      case ExtractionRule::kHashes:
        return FindHashes(text, reads_);
      case ExtractionRule::kJsonAnswer:
        break;
      case ExtractionRule::kFormula:
        return LastFormulaOrLaterNumber(text);
      case ExtractionRule::kWhole:
        return FindWhole(text, reads_);
      case ExtractionRule::kNumber:
        return FindLastNumber(text, reads_);
      case ExtractionRule::kLetter:
        return FindLastLetter(text, reads_);
    }
    CheckFailed(__FILE__, __LINE__, "no reference for this rule");
  }

  // Absent where the rule "number" will find something behind the formula.
  RuleMatch LastFormulaOrLaterNumber(std::string_view text) const {
    const RuleMatch formula = FindLastFormula(text, reads_);
    if (formula.kind != Kind::kAnswer || !Uses(ExtractionRule::kNumber)) return formula;
    const std::string_view behind = text.substr(formula.end);
    const auto number = FindLastNumber(behind, [](std::string_view) { return false; });
    return number.kind == Kind::kAnswer ? RuleMatch{} : formula;
  }

  bool Uses(ExtractionRule rule) const {
    return std::find(rules_.begin(), rules_.end(), rule) != rules_.end();
  }

  // Models put a box or a sentence into the tag; the tag stays the source.
  RuleMatch NarrowTag(std::string_view text, const RuleMatch& tag) const {
    if (tag.kind != Kind::kAnswer) return tag;
    const std::string_view inside = text.substr(tag.begin, tag.end - tag.begin);
    const RuleMatch box = FindLastBox(inside, false);
    if (box.kind == Kind::kAbsent && Reads(reads_, inside)) return tag;
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
    if (Reads(reads_, inside)) return sentence;
    const size_t equals = inside.rfind('=');
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
  const bool join_;
};

}  // namespace

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
    match = {text.empty() ? Kind::kAbsent : Kind::kAnswer, begin, begin + text.size(), "", {}};
  } else {
    const std::optional<ThinkSpan> span = FindThinkSpan(completion, prompt_opens_think);
    if (span && !span->closed) {
      result.reason = "think_open";
      return result;
    }
    part = AnswerPart(completion, span);
    match = Extractor(mode, rules, reads, options.join_boxes).Find(part, false, rule_name);
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
  for (const auto& [begin, end] : match.parts)
    result.parts.push_back(part.substr(begin, end - begin));
  return result;
}

}  // namespace rbench::reference
