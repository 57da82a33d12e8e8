#include "tests/tasks/extraction_reference_rules.h"

#include <algorithm>
#include <regex>
#include <string>
#include <utility>

namespace rbench::reference {
namespace {

// The last occurrence that begins before `before`. A plain backward loop: its time does not depend
// on how often the first character of `word` occurs.
size_t FindLast(std::string_view text, std::string_view word, size_t before) {
  if (text.size() < word.size()) return kNone;
  for (size_t i = std::min(before, text.size() - word.size() + 1); i-- > 0;) {
    if (text[i] == word[0] && text.substr(i, word.size()) == word) return i;
  }
  return kNone;
}

bool EqualsIgnoringCase(std::string_view text, size_t begin, std::string_view lower) {
  if (begin > text.size() || text.size() - begin < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    const char c = text[begin + i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower[i]) return false;
  }
  return true;
}

size_t SkipMarkup(std::string_view text, size_t i) {
  while (i < text.size() && std::string_view(" \t*_\"'").find(text[i]) != kNone) ++i;
  return i;
}

// Where the answer begins after the word "answer" that ends at `i`; npos where it is only a word.
size_t AfterAnswerWord(std::string_view text, size_t word, size_t i) {
  constexpr size_t kMaxBetween = 48;
  size_t j = SkipMarkup(text, i);
  if (EqualsIgnoringCase(text, i, " to ") || EqualsIgnoringCase(text, i, " for ")) {
    // "the answer to the question is": the first "is" of the next few words.
    const size_t stop = std::min(text.size(), i + kMaxBetween);
    for (; j + 3 < stop && (IsLetter(text[j]) || text[j] == ' '); ++j) {
      if (text[j] == ' ' && EqualsIgnoringCase(text, j + 1, "is") && !IsLetter(text[j + 3])) break;
    }
    j = SkipMarkup(text, j);
  }
  if (EqualsIgnoringCase(text, j, "is") && (j + 2 >= text.size() || !IsLetter(text[j + 2]))) {
    j = SkipMarkup(text, j + 2);
    // "is correct" speaks of an answer given before.
    static const std::regex judging("(correct|incorrect|right|wrong|consistent)(?![A-Za-z])",
                                    std::regex::icase);
    const std::string next(text.substr(std::min(j, text.size()), 16));
    if (std::regex_search(next, judging, std::regex_constants::match_continuous)) return kNone;
    return j < text.size() && (text[j] == ':' || text[j] == '=') ? j + 1 : j;
  }
  if (j < text.size() && (text[j] == ':' || text[j] == '=')) return j + 1;
  // A heading: "**Final answer**" and the answer below.
  const bool final_word = word >= 6 && EqualsIgnoringCase(text, word - 6, "final ");
  return final_word && j < text.size() && (text[j] == '\n' || text[j] == '\r') ? j : kNone;
}

size_t SentenceEnd(std::string_view text, size_t begin) {
  for (size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '\n') return i;
    if (text[i] == '*' && i + 1 < text.size() && text[i + 1] == '*') return i;
    if (std::string_view(".!?").find(text[i]) == kNone) continue;
    if (text[i] == '!' && i > 0 && (text[i - 1] == '\\' || IsDigit(text[i - 1]))) continue;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (IsSpace(next) || std::string_view("*<\"'").find(next) != kNone) return i;
  }
  return text.size();
}

// The formula that begins at `begin`, delimiters left out; empty where there is none.
std::string_view FormulaAt(std::string_view text, size_t begin) {
  const std::string_view rest = text.substr(begin);
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"$$", "$$"},
                                    {"$", "$"},
                                    {"\\(", "\\)"},
                                    {"\\[", "\\]"}}) {
    if (!rest.starts_with(open)) continue;
    const size_t end = rest.find(close, open.size());
    return end == kNone ? std::string_view() : rest.substr(open.size(), end - open.size());
  }
  return {};
}

}  // namespace

size_t LineEnd(std::string_view text, size_t begin) {
  const size_t end = text.find('\n', begin);
  return end == kNone ? text.size() : end;
}

RuleMatch NoAnswer(const char* reason) { return {Kind::kNoAnswer, 0, 0, reason}; }

RuleMatch Answer(std::string_view text, size_t begin, size_t end, const char* reason_if_empty) {
  while (begin < end && IsSpace(text[begin])) ++begin;
  while (begin < end && IsSpace(text[end - 1])) --end;
  if (begin == end) return NoAnswer(reason_if_empty);
  return {Kind::kAnswer, begin, end, ""};
}

bool Reads(const ReadsAsAnswer& reads, std::string_view text) {
  return text.size() <= kMaxTriedBytes && reads(text);
}

RuleMatch FindAnswerTag(std::string_view text) {
  constexpr std::string_view kOpen = "<answer>";
  constexpr std::string_view kClose = "</answer>";
  const size_t open = FindLast(text, kOpen, text.size());
  if (open == kNone) return {};
  const size_t close = FindLast(text, kClose, text.size());
  if (close == kNone || close < open) return NoAnswer("unterminated_tag");
  // Stray closing tags after the first one do not lengthen the answer.
  const size_t first_close = text.find(kClose, open);
  return Answer(text, open + kOpen.size(), first_close, "empty_answer");
}

RuleMatch FindAnswerPhrase(std::string_view text, const ReadsAsAnswer& reads) {
  constexpr std::string_view kWord = "answer";
  for (size_t i = text.size(); i-- > 0;) {
    // 'w' is the rarest letter of the word.
    if ((text[i] | 0x20) != 'w' || i < 3 || !EqualsIgnoringCase(text, i - 3, kWord)) continue;
    const size_t word = i - 3;
    const size_t word_end = word + kWord.size();
    if (word > 0 && (IsLetter(text[word - 1]) || text[word - 1] == '<' || text[word - 1] == '/'))
      continue;
    if (word_end < text.size() && IsLetter(text[word_end])) continue;
    size_t begin = AfterAnswerWord(text, word, word_end);
    if (begin == kNone) continue;
    while (begin < text.size() &&
           (IsSpace(text[begin]) || text[begin] == '*' || text[begin] == ':'))
      ++begin;
    const std::string_view formula = FormulaAt(text, begin);
    if (!formula.empty() && Reads(reads, formula)) {
      const size_t inside = static_cast<size_t>(formula.data() - text.data());
      return Answer(text, inside, inside + formula.size(), "empty_answer");
    }
    return Answer(text, begin, SentenceEnd(text, begin), "empty_answer");
  }
  return {};
}

RuleMatch FindHashes(std::string_view text, const ReadsAsAnswer& reads) {
  constexpr std::string_view kHashes = "####";
  for (size_t before = text.size(); before > 0;) {
    const size_t at = FindLast(text, kHashes, before);
    if (at == kNone) return {};
    before = at;
    const size_t after = at + kHashes.size();
    const bool exactly_four =
        (at == 0 || text[at - 1] != '#') && (after == text.size() || text[after] != '#');
    if (!exactly_four) continue;
    const RuleMatch match = Answer(text, after, LineEnd(text, after), "");
    // Otherwise it is a heading of Markdown.
    if (match.kind == Kind::kAnswer &&
        Reads(reads, text.substr(match.begin, match.end - match.begin)))
      return match;
    return {};
  }
  return {};
}

RuleMatch FindLastFormula(std::string_view text, const ReadsAsAnswer& reads) {
  for (size_t i = text.size(); i-- > 0;) {
    const bool escaped = i > 0 && text[i - 1] == '\\';
    size_t begin = kNone;
    size_t end = i;
    if (text[i] == '$' && !escaped) {
      const bool twice = i > 0 && text[i - 1] == '$';
      if (twice) --end;
      const std::string_view mark = twice ? "$$" : "$";
      if (end < mark.size()) return {};
      begin = FindLast(text, mark, end - mark.size() + 1);
      while (!twice && begin != kNone && begin > 0 && text[begin - 1] == '\\')
        begin = FindLast(text, mark, begin);
      if (begin != kNone) begin += mark.size();
    } else if ((text[i] == ')' || text[i] == ']') && escaped) {
      --end;
      begin = FindLast(text, text[i] == ')' ? "\\(" : "\\[", end);
      if (begin != kNone) begin += 2;
    } else {
      continue;
    }
    if (begin == kNone || begin > end) return {};
    const RuleMatch match = Answer(text, begin, end, "");
    if (match.kind == Kind::kAnswer &&
        Reads(reads, text.substr(match.begin, match.end - match.begin)))
      return match;
    return {};
  }
  return {};
}

RuleMatch FindWhole(std::string_view text, const ReadsAsAnswer& reads) {
  const RuleMatch match = Answer(text, 0, text.size(), "");
  if (match.kind != Kind::kAnswer ||
      !Reads(reads, text.substr(match.begin, match.end - match.begin)))
    return {};
  return match;
}

RuleMatch FindLastLetter(std::string_view text, const ReadsAsAnswer& reads) {
  int tries = 64;
  for (size_t i = text.size(); i-- > 0 && tries > 0;) {
    if (text[i] < 'A' || text[i] > 'Z') continue;
    const auto in_word = [](char c) {
      return IsLetter(c) || IsDigit(c) || c == '_' || c == '\\' || c == '\'';
    };
    if ((i > 0 && in_word(text[i - 1])) || (i + 1 < text.size() && in_word(text[i + 1]))) continue;
    // "A train", "I think": words, not answers.
    const bool is_word = (text[i] == 'A' || text[i] == 'I') && i + 2 < text.size() &&
                         text[i + 1] == ' ' && IsLetter(text[i + 2]);
    if (is_word) continue;
    --tries;
    if (Reads(reads, text.substr(i, 1))) return {Kind::kAnswer, i, i + 1, ""};
  }
  return {};
}

}  // namespace rbench::reference
