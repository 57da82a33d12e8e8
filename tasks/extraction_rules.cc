#include "tasks/extraction_rules.h"

#include <algorithm>
#include <iterator>

#include "base/byte_scan.h"
#include "tasks/answer_text.h"

namespace rbench {
namespace {

using Kind = RuleMatch::Kind;
constexpr size_t kNone = std::string_view::npos;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

RuleMatch NoAnswer(const char* reason) { return {Kind::kNoAnswer, 0, 0, reason}; }

bool Reads(const ReadsAsAnswer& reads, std::string_view text) {
  return text.size() <= kMaxTriedBytes && reads(text);
}

// `match` where a checker can read it, else kAbsent.
RuleMatch IfRead(std::string_view text, const RuleMatch& match, const ReadsAsAnswer& reads) {
  if (match.kind != Kind::kAnswer) return {};
  return Reads(reads, text.substr(match.begin, match.end - match.begin)) ? match : RuleMatch{};
}

size_t LineEnd(std::string_view text, size_t begin) {
  const size_t end = text.find('\n', begin);
  return end == kNone ? text.size() : end;
}

inline char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline bool EqualsIgnoringCase(std::string_view text, size_t begin, std::string_view lower) {
  if (begin > text.size() || text.size() - begin < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (Lower(text[begin + i]) != lower[i]) return false;
  }
  return true;
}

size_t SkipMarkup(std::string_view text, size_t i) {
  const auto is_markup = [](char c) {
    return c == ' ' || c == '\t' || c == '*' || c == '_' || c == '"' || c == '\'';
  };
  while (i < text.size() && is_markup(text[i])) ++i;
  return i;
}

// Where the words after "the answer to" end: at another sign, or before "is".
struct WordsEndProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 2;
  std::string_view whole;  // the searched text is its start, three bytes shorter or more

  bool At(std::string_view text, size_t i) const {
    if (text[i] != ' ') return !IsLetter(text[i]);
    return EqualsIgnoringCase(whole, i + 1, "is") && !IsLetter(whole[i + 3]);
  }
  uint32_t Mask(const char* p) const {
    const uint32_t blanks = MaskOfByte(p, ' ');
    const uint32_t others = ~(blanks | MaskOfRange<true>(p, 'a', 'z')) & 0xffff;
    return others |
           (blanks & MaskOfRange<true>(p + 1, 'i', 'i') & MaskOfRange<true>(p + 2, 's', 's'));
  }
};

// "The answer is correct" says something about an answer given before.
bool JudgesAnAnswer(std::string_view text, size_t i) {
  constexpr std::string_view kWords[] = {"correct", "incorrect", "right", "wrong", "consistent"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
    const size_t end = i + word.size();
    return EqualsIgnoringCase(text, i, word) && (end == text.size() || !IsLetter(text[end]));
  });
}

// Where the answer begins after the word "answer" that ends at `i`; npos where it is only a word.
size_t AfterAnswerWord(std::string_view text, size_t word, size_t i) {
  constexpr size_t kMaxBetween = 48;
  size_t j = SkipMarkup(text, i);
  // Most words end here: no "is", "to" or "for", no sign, no line end.
  const char c = j < text.size() ? text[j] : '\0';
  const char low = static_cast<char>(c | 0x20);
  if (low != 'i' && low != 't' && low != 'f' && c != ':' && c != '=' && c != '\n' && c != '\r')
    return kNone;
  if (EqualsIgnoringCase(text, i, " to ") || EqualsIgnoringCase(text, i, " for ")) {
    // "the answer to the question is": the first "is" of the next few words.
    const size_t stop = std::min(text.size(), i + kMaxBetween);
    if (j + 3 < stop)
      j = std::min(FirstWhere(text.substr(0, stop - 3), j, WordsEndProbe{text}), stop - 3);
    j = SkipMarkup(text, j);
  }
  if (EqualsIgnoringCase(text, j, "is") && (j + 2 >= text.size() || !IsLetter(text[j + 2]))) {
    j = SkipMarkup(text, j + 2);
    if (JudgesAnAnswer(text, j)) return kNone;
    return j < text.size() && (text[j] == ':' || text[j] == '=') ? j + 1 : j;
  }
  if (j < text.size() && (text[j] == ':' || text[j] == '=')) return j + 1;
  // A heading: "**Final answer**" and the answer below.
  const bool final_word = word >= 6 && EqualsIgnoringCase(text, word - 6, "final ");
  return final_word && j < text.size() && (text[j] == '\n' || text[j] == '\r') ? j : kNone;
}

// Where a sentence ends: a line end, the end of bold print, or a mark that a blank, a quote or
// markup follows.
struct SentenceEndProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 1;
  bool At(std::string_view text, size_t i) const {
    const char c = text[i];
    if (c == '\n') return true;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (c == '*') return next == '*';
    if (c != '.' && c != '!' && c != '?') return false;
    // Factorials and LaTeX blanks.
    if (c == '!' && i > 0 && (text[i - 1] == '\\' || IsDigit(text[i - 1]))) return false;
    return IsSpace(next) || next == '*' || next == '<' || next == '"' || next == '\'';
  }
  uint32_t Mask(const char* p) const {
    const uint32_t star = MaskOfByte(p, '*');
    uint32_t mark = MaskOfByte(p, '.') | MaskOfByte(p, '!') | MaskOfByte(p, '?');
    if (mark != 0) {
      mark &= MaskOfByte(p + 1, ' ') | MaskOfRange(p + 1, '\t', '\r') | MaskOfByte(p + 1, '*') |
              MaskOfByte(p + 1, '<') | MaskOfByte(p + 1, '"') | MaskOfByte(p + 1, '\'');
    }
    return MaskOfByte(p, '\n') | (star & MaskOfByte(p + 1, '*')) | mark;
  }
};

// The formula that begins at `begin`, delimiters left out; empty where there is none of at most
// kMaxTriedBytes bytes.
std::string_view FormulaAt(std::string_view text, size_t begin) {
  const std::string_view rest = text.substr(begin, kMaxTriedBytes + 4);
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

// The `w` of "answer" where a phrase announces the answer.
struct PhraseProbe {
  static constexpr size_t kBack = 3;
  static constexpr size_t kAhead = 2;
  // Where the answer begins, or npos.
  static size_t AnswerBegin(std::string_view text, size_t i) {
    constexpr std::string_view kWord = "answer";
    if (i < 3) return kNone;
    if (!text.substr(i - 3).starts_with(kWord) && !EqualsIgnoringCase(text, i - 3, kWord))
      return kNone;
    const size_t word = i - 3;
    const size_t word_end = word + kWord.size();
    if (word > 0 && (IsLetter(text[word - 1]) || text[word - 1] == '<' || text[word - 1] == '/'))
      return kNone;
    if (word_end < text.size() && IsLetter(text[word_end])) return kNone;
    return AfterAnswerWord(text, word, word_end);
  }
  bool At(std::string_view text, size_t i) const { return AnswerBegin(text, i) != kNone; }
  uint32_t Mask(const char* p) const {
    const uint32_t w = MaskOfByte(p, 'w') | MaskOfByte(p, 'W');
    if (w == 0) return 0;
    return w & MaskOfRange<true>(p - 3, 'a', 'a') & MaskOfRange<true>(p + 2, 'r', 'r');
  }
};

// Exactly four `#`.
struct HashesProbe {
  static constexpr size_t kBack = 1;
  static constexpr size_t kAhead = 4;
  bool At(std::string_view text, size_t i) const {
    return text.substr(i).starts_with("####") && (i == 0 || text[i - 1] != '#') &&
           (i + 4 == text.size() || text[i + 4] != '#');
  }
  uint32_t Mask(const char* p) const {
    const uint32_t mask = MaskOfByte(p, '#') & MaskOfByte(p + 3, '#');
    return mask == 0 ? 0 : mask & ~MaskOfByte(p - 1, '#') & ~MaskOfByte(p + 4, '#');
  }
};

// A `$` that no backslash escapes.
struct DollarProbe {
  static constexpr size_t kBack = 1;
  static constexpr size_t kAhead = 0;
  bool At(std::string_view text, size_t i) const {
    return text[i] == '$' && (i == 0 || text[i - 1] != '\\');
  }
  uint32_t Mask(const char* p) const { return MaskOfByte(p, '$') & ~MaskOfByte(p - 1, '\\'); }
};

// The last byte of a mark that may close a formula.
struct FormulaEndProbe {
  static constexpr size_t kBack = 1;
  static constexpr size_t kAhead = 0;
  bool At(std::string_view text, size_t i) const {
    if (DollarProbe().At(text, i)) return true;
    return (text[i] == ')' || text[i] == ']') && i > 0 && text[i - 1] == '\\';
  }
  uint32_t Mask(const char* p) const {
    const uint32_t escaped = MaskOfByte(p - 1, '\\');
    return (MaskOfByte(p, '$') & ~escaped) | ((MaskOfByte(p, ')') | MaskOfByte(p, ']')) & escaped);
  }
};

// Where the text of the formula begins whose closing mark ends at `last`; npos where none is open.
// `end`: where it ends.
size_t FormulaBegin(std::string_view text, size_t last, size_t* end) {
  *end = last;
  size_t begin = kNone;
  if (text[last] != '$') {
    *end = last - 1;
    const std::string_view open = text[last] == ')' ? "\\(" : "\\[";
    begin = LastWhere(text, *end, WordProbe{open, 1});
    return begin == kNone ? kNone : begin + 2;
  }
  if (last == 0) return kNone;
  if (text[last - 1] != '$') {
    begin = LastWhere(text, last, DollarProbe());
    return begin == kNone ? kNone : begin + 1;
  }
  *end = last - 1;
  if (*end < 2) return kNone;
  begin = LastWhere(text, *end - 1, WordProbe{"$$", 1});
  return begin == kNone ? kNone : begin + 2;
}

}  // namespace

RuleMatch TrimmedMatch(std::string_view text, size_t begin, size_t end,
                       const char* reason_if_empty) {
  const std::string_view inside = Trim(text.substr(begin, end - begin));
  if (inside.empty()) return NoAnswer(reason_if_empty);
  const auto from = static_cast<size_t>(inside.data() - text.data());
  return {Kind::kAnswer, from, from + inside.size(), ""};
}

RuleMatch FindAnswerTag(std::string_view text) {
  constexpr WordProbe kOpen{"<answer>", 4};
  constexpr WordProbe kClose{"</answer>", 5};
  const size_t open = LastWhere(text, text.size(), kOpen);
  if (open == kNone) return {};
  // Stray closing tags after the first one do not lengthen the answer.
  const size_t close = FirstWhere(text, open, kClose);
  if (close == kNone) return NoAnswer("unterminated_tag");
  return TrimmedMatch(text, open + kOpen.word.size(), close, "empty_answer");
}

RuleMatch FindAnswerPhrase(std::string_view text, const ReadsAsAnswer& reads) {
  const size_t at = LastWhere(text, text.size(), PhraseProbe());
  if (at == kNone) return {};
  size_t begin = PhraseProbe::AnswerBegin(text, at);
  while (begin < text.size() && (IsSpace(text[begin]) || text[begin] == '*' || text[begin] == ':'))
    ++begin;
  const std::string_view formula = FormulaAt(text, begin);
  if (!formula.empty() && Reads(reads, formula)) {
    const auto inside = static_cast<size_t>(formula.data() - text.data());
    return TrimmedMatch(text, inside, inside + formula.size(), "empty_answer");
  }
  const size_t end = std::min(FirstWhere(text, begin, SentenceEndProbe()), text.size());
  return TrimmedMatch(text, begin, end, "empty_answer");
}

RuleMatch FindHashes(std::string_view text, const ReadsAsAnswer& reads) {
  const size_t at = LastWhere(text, text.size(), HashesProbe());
  if (at == kNone) return {};
  // What cannot be read is a heading of Markdown.
  return IfRead(text, TrimmedMatch(text, at + 4, LineEnd(text, at + 4), ""), reads);
}

RuleMatch FindLastFormula(std::string_view text, const ReadsAsAnswer& reads, bool yields) {
  const size_t last = LastWhere(text, text.size(), FormulaEndProbe());
  if (last == kNone) return {};
  size_t end = 0;
  const size_t begin = FormulaBegin(text, last, &end);
  if (begin == kNone || begin > end) return {};
  const RuleMatch match = IfRead(text, TrimmedMatch(text, begin, end, ""), reads);
  if (match.kind == Kind::kAbsent || !yields) return match;
  // "As 3 times \(x\) is 12, Ann has 4 apples."
  const ReadsAsAnswer unread = [](std::string_view) { return false; };
  const bool number_behind = FindLastNumber(text.substr(match.end), unread).kind == Kind::kAnswer;
  return number_behind ? RuleMatch{} : match;
}

RuleMatch FindWhole(std::string_view text, const ReadsAsAnswer& reads) {
  return IfRead(text, TrimmedMatch(text, 0, text.size(), ""), reads);
}

}  // namespace rbench
