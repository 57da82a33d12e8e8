#include "tests/tasks/extraction_reference.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/think_span.h"
#include "tasks/answer_text.h"

namespace rbench::reference {
namespace {

constexpr size_t kNone = std::string_view::npos;

struct RuleMatch {
  enum class Kind { kAbsent, kAnswer, kNoAnswer };
  Kind kind = Kind::kAbsent;
  size_t begin = 0;
  size_t end = 0;
  const char* reason = "";
  std::vector<std::pair<size_t, size_t>> parts = {};
};
using Kind = RuleMatch::Kind;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

RuleMatch NoAnswer(const char* reason) { return {Kind::kNoAnswer, 0, 0, reason}; }

// [begin, end) without white space at its ends.
RuleMatch Answer(std::string_view text, size_t begin, size_t end, const char* reason_if_empty) {
  while (begin < end && IsSpace(text[begin])) ++begin;
  while (begin < end && IsSpace(text[end - 1])) --end;
  if (begin == end) return NoAnswer(reason_if_empty);
  return {Kind::kAnswer, begin, end, ""};
}

bool Reads(const ReadsAsAnswer& reads, std::string_view text) {
  return text.size() <= kMaxTriedBytes && reads(text);
}

// The last occurrence that begins before `before`. A plain backward loop: its time does not depend
// on how often the first character of `word` occurs.
size_t FindLast(std::string_view text, std::string_view word, size_t before) {
  if (text.size() < word.size()) return kNone;
  for (size_t i = std::min(before, text.size() - word.size() + 1); i-- > 0;) {
    if (text[i] == word[0] && text.substr(i, word.size()) == word) return i;
  }
  return kNone;
}

size_t LineEnd(std::string_view text, size_t begin) {
  const size_t end = text.find('\n', begin);
  return end == kNone ? text.size() : end;
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

// Whether a value, not a word, begins here: a digit, a sign, a single letter or a command other
// than a box.
bool BeginsValue(std::string_view text, size_t begin) {
  const std::string_view rest = text.substr(begin);
  if (rest.empty()) return false;
  if (IsLetter(rest[0])) return rest.size() == 1 || !IsLetter(rest[1]);
  if (rest[0] == '\\') return !rest.starts_with("\\boxed") && !rest.starts_with("\\fbox");
  return IsDigit(rest[0]) || std::string_view("+-.").find(rest[0]) != kNone;
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

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

size_t MatchingBrace(std::string_view text, size_t open) {
  size_t depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
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

struct Box {
  size_t command = 0;
  size_t after = 0;
  bool braces = false;
  RuleMatch content;
};

std::optional<Box> BoxAt(std::string_view text, size_t i) {
  const std::string_view rest = text.substr(i);
  const bool boxed = rest.starts_with("\\boxed");
  if (!boxed && !rest.starts_with("\\fbox")) return std::nullopt;
  const size_t name_end = i + (boxed ? 6 : 5);
  size_t j = name_end;
  while (j < text.size() && IsSpace(text[j])) ++j;
  if (j < text.size() && text[j] == '{') {
    const size_t close = MatchingBrace(text, j);
    if (close == kNone) return Box{i, text.size(), true, NoAnswer("unterminated_box")};
    return Box{i, close + 1, true, Answer(text, j + 1, close, "empty_box")};
  }
  if (IsLetter(name_end < text.size() ? text[name_end] : ' ') || !BeginsValue(text, j))
    return std::nullopt;
  const size_t end = std::min(text.find('$', j), LineEnd(text, j));
  if (end - j > kMaxBareBoxBytes) return std::nullopt;
  return Box{i, end, false, Answer(text, j, end, "empty_box")};
}

bool MayJoin(std::string_view gap) {
  const std::string joint =
      "(?:[ \\t\\n\\v\\f\\r]|\\\\[,!;: "
      "]|~|\\\\q?quad|\xc2\xa0|\xe2\x80\x86|\xe2\x80\x89|\xe2\x80\xaf|"
      "[,;.!?$&]|\\*\\*|\\\\[()\\[\\]]|\\\\\\\\|(?:and|or)(?![A-Za-z])|"
      "\xef\xbc\x8c|\xe3\x80\x81|\xef\xbc\x9b|\xe3\x80\x82)";
  static const std::regex whole("(?:" + joint + "|\\\\(?:text|textrm|mathrm|mbox)\\{" + joint +
                                "*\\})*");
  if (gap.size() > 256) return false;
  if (std::regex_match(gap.begin(), gap.end(), whole)) return true;
  static const std::regex label(
      "[A-Za-z](?:_(?:[^{}]|\\{[^{}]{0,8}\\}))? *= *$");
  static const std::regex word("(^|[^A-Za-z])(and|or)(?![A-Za-z])");
  const std::string text(gap);
  std::smatch at;
  if (!std::regex_search(text, at, label)) return false;
  const std::string head = text.substr(0, static_cast<size_t>(at.position()));
  if (!head.empty() && (std::isalpha(static_cast<unsigned char>(head.back())) || head.back() == '\\'))
    return false;
  return std::regex_search(head, word) && std::regex_match(head, whole);
}

RuleMatch FindLastBox(std::string_view text, bool join) {
  std::optional<Box> found;
  for (size_t i = text.size(); i-- > 0 && !found;) {
    if (text[i] == '\\') found = BoxAt(text, i);
  }
  if (!found) return {};
  const Box last = *found;
  if (!join || !last.braces || last.content.kind != Kind::kAnswer) return last.content;
  std::vector<Box> boxes;
  for (size_t i = 0; i < text.size(); ++i) {
    if (const std::optional<Box> box = BoxAt(text, i)) boxes.push_back(*box);
  }
  size_t first = boxes.size() - 1;
  while (first > 0) {
    const Box& box = boxes[first - 1];
    if (!box.braces || box.content.kind != Kind::kAnswer || box.after > boxes[first].command) break;
    if (!MayJoin(text.substr(box.after, boxes[first].command - box.after))) break;
    --first;
  }
  const bool too_many = boxes.size() - first > kMaxJoinedBoxes;
  if (too_many) first = boxes.size() - kMaxJoinedBoxes;
  RuleMatch match = last.content;
  std::vector<std::string> seen;
  for (size_t i = first; i < boxes.size(); ++i) {
    const auto& [kind, begin, end, reason, none] = boxes[i].content;
    const std::string part(text.substr(begin, end - begin));
    if (std::find(seen.begin(), seen.end(), part) != seen.end()) continue;
    seen.push_back(part);
    match.parts.push_back({begin, end});
  }
  if (match.parts.size() < 2) return last.content;
  if (too_many) return NoAnswer("too_many_boxes");
  match.begin = match.parts.front().first;
  return match;
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

// Start of the run of digits that ends before `end`.
size_t DigitsBefore(std::string_view text, size_t end) {
  while (end > 0 && IsDigit(text[end - 1])) --end;
  return end;
}

// Start of the decimal whose last digit stands before `end`: 1,234.50 with its groups and its
// point.
size_t DecimalBefore(std::string_view text, size_t end) {
  size_t begin = DigitsBefore(text, end);
  if (begin > 0 && text[begin - 1] == '.') {
    const size_t whole = DigitsBefore(text, begin - 1);
    const bool leading_point = whole == begin - 1;
    if (leading_point && whole > 0 && (IsLetter(text[whole - 1]) || text[whole - 1] == '.'))
      return begin;
    if (leading_point) return begin - 1;
    end = begin - 1;
    begin = whole;
  }
  while (end - begin == 3 && begin > 1 && text[begin - 1] == ',' && IsDigit(text[begin - 2])) {
    const size_t group = DigitsBefore(text, begin - 1);
    if (begin - 1 - group > 3) break;
    end = begin - 1;
    begin = group;
  }
  return begin;
}

bool MaySign(std::string_view text, size_t at) {
  return at == 0 || (!IsDigit(text[at - 1]) && !IsLetter(text[at - 1]) && text[at - 1] != ')' &&
                     text[at - 1] != '}');
}

size_t WithSign(std::string_view text, size_t begin) {
  constexpr std::string_view kMinus = "\xe2\x88\x92";
  const size_t number = begin;
  if (begin > 0 && text[begin - 1] == '$') --begin;
  if (begin > 1 && text[begin - 1] == '\\') --begin;
  if (begin > 0 && text[begin - 1] == '-' && MaySign(text, begin - 1)) return begin - 1;
  if (begin >= kMinus.size() && text.substr(begin - kMinus.size(), kMinus.size()) == kMinus &&
      MaySign(text, begin - kMinus.size())) {
    return begin - kMinus.size();
  }
  return number;
}

size_t WithPercent(std::string_view text, size_t end) {
  if (text.substr(end).starts_with("%")) return end + 1;
  if (text.substr(end).starts_with("\\%")) return end + 2;
  return end;
}

// An exponent or an index is not a number of its own.
bool IsRaisedOrLowered(std::string_view text, size_t begin) {
  if (begin > 0 && text[begin - 1] == '{') --begin;
  return begin > 0 && (text[begin - 1] == '^' || text[begin - 1] == '_');
}

// "4. Next", "**12.** Then" or "2) So" at the start of a line: the number counts steps.
bool IsListMarker(std::string_view text, size_t begin, size_t end) {
  if (end - begin > 2) return false;
  const std::string head(text.substr(0, begin));
  static const std::regex line_start("(?:^|\n)[ *]*$");
  const size_t line = head.rfind('\n') == kNone ? 0 : head.rfind('\n');
  if (!std::regex_match(head.substr(line), line_start)) return false;
  static const std::regex mark("[.)]\\** [ *]*[^ *\r\n]");
  const std::string tail(text.substr(end));
  return std::regex_search(tail, mark, std::regex_constants::match_continuous);
}

// The start of `\frac{a}{` where the number that begins at `begin` is its denominator.
size_t FractionStart(std::string_view text, size_t begin, size_t end, const ReadsAsAnswer& reads,
                     int& tries_left) {
  constexpr size_t kWindow = 64;
  if (end >= text.size() || text[end] != '}' || begin == 0) return kNone;
  const size_t low = begin > kWindow ? begin - kWindow : 0;
  const size_t backslash = text.substr(low, begin - low).rfind('\\');
  if (backslash == kNone) return kNone;
  const std::string_view fraction = text.substr(low + backslash, end + 1 - low - backslash);
  bool named = false;
  for (const char* name : {"\\frac", "\\dfrac", "\\tfrac", "\\cfrac"})
    named = named || fraction.starts_with(name);
  if (!named || tries_left == 0 || fraction.size() > kMaxTriedBytes) return kNone;
  --tries_left;
  return reads(fraction) ? low + backslash : kNone;
}

// The number whose last digit is before `end`; kAbsent where it is part of something else.
RuleMatch NumberEndingAt(std::string_view text, size_t end, const ReadsAsAnswer& reads,
                         int& tries_left) {
  size_t begin = DecimalBefore(text, end);
  if (const size_t fraction = FractionStart(text, begin, end, reads, tries_left);
      fraction != kNone) {
    return {Kind::kAnswer, WithSign(text, fraction), end + 1, ""};
  }
  if (tries_left > 0) {
    // "2,74": at most 32 digits on each side of one comma.
    const size_t from = begin > 34 ? begin - 34 : 0;
    const std::string head(text.substr(from, end - from));
    static const std::regex comma("(?:^|[^0-9,.])([0-9]{1,31},[0-9]{1,32})$");
    std::smatch at;
    if (begin > 1 && text[begin - 1] == ',' && std::regex_search(head, at, comma) &&
        from + static_cast<size_t>(at.position(1)) < begin) {
      --tries_left;
      const size_t start = from + static_cast<size_t>(at.position(1));
      if (reads(text.substr(start, end - start))) begin = start;
    }
  }
  if (begin > 1 && text[begin - 1] == '/' && IsDigit(text[begin - 2])) {
    const size_t above = DecimalBefore(text, begin - 1);
    if (above == 0 || (text[above - 1] != '/' && !IsLetter(text[above - 1]))) begin = above;
  }
  if (IsListMarker(text, begin, end)) return {Kind::kAbsent, begin, begin, ""};
  if (IsRaisedOrLowered(text, begin)) return {Kind::kNoAnswer, 0, 0, "nothing_found"};
  if (begin > 0 && IsLetter(text[begin - 1])) return {Kind::kAbsent, begin, begin, ""};
  return {Kind::kAnswer, WithSign(text, begin), WithPercent(text, end), ""};
}

RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads) {
  int tries_left = kMaxFractionTries;
  for (size_t end = text.size(); end > 0;) {
    if (!IsDigit(text[end - 1])) {
      --end;
      continue;
    }
    const RuleMatch match = NumberEndingAt(text, end, reads, tries_left);
    if (match.kind != Kind::kAbsent) return match;
    end = match.begin;
  }
  return {};
}

RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads) {
  const size_t first =
      static_cast<size_t>(std::find_if(text.begin(), text.end(), IsDigit) - text.begin());
  if (first == text.size()) {
    static const std::regex word("[A-Za-z-]{1,16}");
    std::match_results<std::string_view::const_iterator> found;
    if (!std::regex_search(text.begin(), text.end(), found, word,
                           std::regex_constants::match_continuous)) {
      return {};
    }
    const std::string_view head = text.substr(0, static_cast<size_t>(found.length()));
    if (NumberWordValue(head) < 0 || !reads(head)) return {};
    return {Kind::kAnswer, 0, head.size(), ""};
  }
  size_t end = first;
  while (end < text.size()) {
    if (IsDigit(text[end])) {
      ++end;
    } else if ((text[end] == ',' || text[end] == '.' || text[end] == '/') &&
               end + 1 < text.size() && IsDigit(text[end + 1])) {
      ++end;
    } else {
      break;
    }
  }
  const size_t begin = WithSign(text, first > 0 && text[first - 1] == '.' ? first - 1 : first);
  if (first > 0 && IsLetter(text[first - 1])) return {};
  const RuleMatch match{Kind::kAnswer, begin, WithPercent(text, end), ""};
  return Reads(reads, text.substr(match.begin, match.end - match.begin)) ? match : RuleMatch{};
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
