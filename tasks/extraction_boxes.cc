#include <algorithm>

#include "base/byte_scan.h"
#include "tasks/answer_text.h"
#include "tasks/extraction_rules.h"

// The last box of a text, and the boxes just before it that belong to the same answer.

namespace rbench {
namespace {

using Kind = RuleMatch::Kind;
constexpr size_t kNone = std::string_view::npos;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where the command whose name holds "box" at `b` begins; npos where it is neither \boxed nor
// \fbox.
size_t BoxCommand(std::string_view text, size_t b) {
  if (b > 0 && text[b - 1] == '\\') return text.substr(b).starts_with("boxed") ? b - 1 : kNone;
  const bool fbox =
      b > 1 && text[b - 1] == 'f' && text[b - 2] == '\\' && text.substr(b).starts_with("box");
  return fbox ? b - 2 : kNone;
}

size_t NameEnd(std::string_view text, size_t b) { return text[b - 1] == 'f' ? b + 3 : b + 5; }

// Whether a value, not a word, begins here: a digit, a sign, a single letter or a command other
// than a box.
bool BeginsValue(std::string_view text, size_t begin) {
  const std::string_view rest = text.substr(begin);
  if (rest.empty()) return false;
  if (IsLetter(rest[0])) return rest.size() == 1 || !IsLetter(rest[1]);
  if (rest[0] == '\\') return !rest.starts_with("\\boxed") && !rest.starts_with("\\fbox");
  return IsDigit(rest[0]) || rest[0] == '+' || rest[0] == '-' || rest[0] == '.';
}

// The end of a box without braces that holds a value from `begin` on, or npos.
size_t BareBoxEnd(std::string_view text, size_t begin) {
  const std::string_view near = text.substr(begin, kMaxBareBoxBytes + 1);
  const size_t length = std::min({near.find('$'), near.find('\n'), near.size()});
  return length > kMaxBareBoxBytes ? kNone : begin + length;
}

// The `b` of a command that draws a box around something.
struct BoxProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 2;
  bool At(std::string_view text, size_t b) const {
    if (text[b] != 'b' || BoxCommand(text, b) == kNone) return false;
    const size_t name_end = NameEnd(text, b);
    const size_t j = std::min(FirstWhere(text, name_end, SpaceProbe<false>()), text.size());
    if (j < text.size() && text[j] == '{') return true;
    // Some models write "\boxed 5$". As a mere word of the prose it is passed over.
    const bool glued = name_end < text.size() && IsLetter(text[name_end]);
    return !glued && BeginsValue(text, j) && BareBoxEnd(text, j) != kNone;
  }
  uint32_t Mask(const char* p) const { return MaskOfByte(p, 'b') & MaskOfByte(p + 2, 'x'); }
};

struct Box {
  size_t command = 0;  // where the backslash is
  size_t after = 0;    // behind the box
  bool braces = false;
  RuleMatch content;
};

Box BoxAt(std::string_view text, size_t b) {
  Box box;
  box.command = BoxCommand(text, b);
  const size_t inside = FirstWhere(text, NameEnd(text, b), SpaceProbe<false>());
  box.braces = text[inside] == '{';
  const size_t close = box.braces ? MatchingBrace(text, inside) : BareBoxEnd(text, inside);
  if (close == kNone) {
    box.content = {Kind::kNoAnswer, 0, 0, "unterminated_box"};
    return box;
  }
  box.after = box.braces ? close + 1 : close;
  box.content = TrimmedMatch(text, inside + (box.braces ? 1 : 0), close, "empty_box");
  return box;
}

// What may stand between boxes of one answer, besides white space. Words end at a letter.
constexpr std::string_view kJoints[] = {
    ",",
    ";",
    ".",
    "!",
    "?",
    "$",
    "&",
    "**",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "\\\\",
    "and",
    "or",
    "\xef\xbc\x8c",  // U+FF0C fullwidth comma
    "\xe3\x80\x81",  // U+3001 ideographic comma
    "\xef\xbc\x9b",  // U+FF1B fullwidth semicolon
    "\xe3\x80\x82",  // U+3002 ideographic full stop
};
constexpr size_t kMaxJointBytes = 256;
constexpr std::string_view kTextCommands[] = {"\\text{", "\\textrm{", "\\mathrm{", "\\mbox{"};

size_t JointLength(std::string_view text) {
  if (const size_t spaces = SpaceLength(text); spaces > 0) return spaces;
  for (const std::string_view joint : kJoints) {
    if (!text.starts_with(joint)) continue;
    const bool runs_on =
        IsLetter(joint[0]) && text.size() > joint.size() && IsLetter(text[joint.size()]);
    if (!runs_on) return joint.size();
  }
  return 0;
}

// Where the "y_2 =" that names the box behind the gap begins; the gap's end where there is none.
size_t LabelBegin(std::string_view gap) {
  size_t i = gap.size();
  const auto skip_blanks = [&] {
    while (i > 0 && gap[i - 1] == ' ') --i;
  };
  skip_blanks();
  if (i == 0 || gap[i - 1] != '=') return gap.size();
  --i;
  skip_blanks();
  if (i > 0 && gap[i - 1] == '}') {
    const size_t open = gap.rfind('{', i - 1);
    if (open == kNone || open == 0 || gap[open - 1] != '_' || i - open > 10) return gap.size();
    i = open - 1;
  } else if (i > 1 && gap[i - 2] == '_') {
    i -= 2;
  }
  const bool name = i > 0 && IsLetter(gap[i - 1]) &&
                    (i == 1 || (!IsLetter(gap[i - 2]) && gap[i - 2] != '\\'));
  return name ? i - 1 : gap.size();
}

bool OnlyJoints(std::string_view gap) {
  if (gap.size() > kMaxJointBytes) return false;
  const size_t label = LabelBegin(gap);
  const bool labelled = label < gap.size();
  gap = gap.substr(0, label);
  bool in_text = false;
  bool word = false;
  for (size_t i = 0; i < gap.size();) {
    const std::string_view rest = gap.substr(i);
    size_t length = 0;
    if (in_text && rest[0] == '}') {
      in_text = false;
      length = 1;
    } else if (length = JointLength(rest); length == 0 && !in_text) {
      for (const std::string_view command : kTextCommands) {
        if (rest.starts_with(command)) length = command.size();
      }
      in_text = length > 0;
    }
    if (length == 0) return false;
    word = word || IsLetter(rest[0]);
    i += length;
  }
  // "\boxed{5}. x = \boxed{7}" goes on to another thing.
  return !in_text && (word || !labelled);
}

// Adds the boxes before `last` that only joints part from it and from one another.
RuleMatch Join(std::string_view text, const Box& last) {
  using Span = std::pair<size_t, size_t>;
  const auto part = [&](const Span& span) {
    return text.substr(span.first, span.second - span.first);
  };
  std::vector<Span> found = {{last.content.begin, last.content.end}};  // from the last to the first
  bool more = false;
  for (size_t before = last.command; !more;) {
    const std::string_view head = text.substr(0, before);
    // In the whole text, since what is no box there is none here.
    const size_t b = LastWhere(text, before, BoxProbe());
    if (b == kNone) break;
    const Box box = BoxAt(head, b);
    if (!box.braces || box.content.kind != Kind::kAnswer || !OnlyJoints(head.substr(box.after)))
      break;
    before = box.command;
    more = found.size() == kMaxJoinedBoxes;
    if (!more) found.push_back({box.content.begin, box.content.end});
  }
  RuleMatch match = last.content;
  std::for_each(found.rbegin(), found.rend(), [&](const Span& span) {
    const auto same = [&](const Span& other) { return part(other) == part(span); };
    if (std::none_of(match.parts.begin(), match.parts.end(), same)) match.parts.push_back(span);
  });
  // A model that says one thing again and again says one thing.
  if (match.parts.size() < 2) {
    match.parts.clear();
    return match;
  }
  if (more) return {Kind::kNoAnswer, 0, 0, "too_many_boxes"};
  match.begin = found.back().first;
  return match;
}

}  // namespace

RuleMatch FindLastBox(std::string_view text, bool join) {
  const size_t b = LastWhere(text, text.size(), BoxProbe());
  if (b == kNone) return {};
  const Box last = BoxAt(text, b);
  if (!join || !last.braces || last.content.kind != Kind::kAnswer) return last.content;
  return Join(text, last);
}

}  // namespace rbench
