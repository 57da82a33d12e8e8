#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "tests/tasks/extraction_reference_rules.h"

namespace rbench::reference {
namespace {

// Whether a value, not a word, begins here: a digit, a sign, a single letter or a command other
// than a box.
bool BeginsValue(std::string_view text, size_t begin) {
  const std::string_view rest = text.substr(begin);
  if (rest.empty()) return false;
  if (IsLetter(rest[0])) return rest.size() == 1 || !IsLetter(rest[1]);
  if (rest[0] == '\\') return !rest.starts_with("\\boxed") && !rest.starts_with("\\fbox");
  return IsDigit(rest[0]) || std::string_view("+-.").find(rest[0]) != kNone;
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
  static const std::regex label("[A-Za-z](?:_(?:[^{}]|\\{[^{}]{0,8}\\}))? *= *$");
  static const std::regex word("(^|[^A-Za-z])(and|or)(?![A-Za-z])");
  const std::string text(gap);
  std::smatch at;
  if (!std::regex_search(text, at, label)) return false;
  const std::string head = text.substr(0, static_cast<size_t>(at.position()));
  if (!head.empty() &&
      (std::isalpha(static_cast<unsigned char>(head.back())) || head.back() == '\\'))
    return false;
  return std::regex_search(head, word) && std::regex_match(head, whole);
}

}  // namespace

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

}  // namespace rbench::reference
