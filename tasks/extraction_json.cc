#include <algorithm>

#include "base/byte_scan.h"
#include "base/utf8.h"
#include "tasks/answer_text.h"
#include "tasks/extraction_rules.h"

// The answer of a completion that is one JSON object. Models write line ends and LaTeX into its
// strings as they are, so this reads no stricter than needed: strings end at the next quote without
// a backslash, and values that are not asked for only have to be balanced.

namespace rbench {
namespace {

using Kind = RuleMatch::Kind;
constexpr size_t kNone = std::string_view::npos;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct QuoteOrBackslash {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 0;
  bool At(std::string_view text, size_t i) const { return text[i] == '"' || text[i] == '\\'; }
  uint32_t Mask(const char* p) const { return MaskOfByte(p, '"') | MaskOfByte(p, '\\'); }
};

// `text` without a fence around it; empty where a fence is not closed.
std::string_view Unfenced(std::string_view text) {
  constexpr std::string_view kFence = "```";
  if (!text.starts_with(kFence)) return text;
  text.remove_prefix(kFence.size());
  size_t i = 0;
  while (i < text.size() && IsLetter(text[i])) ++i;  // "json"
  text.remove_prefix(i);
  if (!text.ends_with(kFence)) return {};
  return Trim(text.substr(0, text.size() - kFence.size()));
}

// Reads one object from its brace to its end.
class ObjectScanner {
 public:
  explicit ObjectScanner(std::string_view text) : text_(text) {}

  // Whether the text is an object and nothing else.
  bool Scan() {
    if (text_.empty() || text_.front() != '{' || text_.back() != '}') return false;
    i_ = 1;
    SkipSpace();
    if (Skip('}')) return i_ == text_.size();
    while (true) {
      const size_t key = i_;
      if (!SkipString()) return false;
      const std::string_view name = text_.substr(key + 1, i_ - key - 2);
      SkipSpace();
      if (!Skip(':')) return false;
      SkipSpace();
      const size_t value = i_;
      if (!SkipValue()) return false;
      if (name == "answer") {
        begin_ = value;
        end_ = i_;
      }
      SkipSpace();
      if (Skip('}')) return i_ == text_.size();
      if (!Skip(',')) return false;
      SkipSpace();
    }
  }

  // The last value of the key "answer"; empty where there is none.
  std::string_view answer() const { return text_.substr(begin_, end_ - begin_); }

 private:
  void SkipSpace() {
    if (i_ < text_.size() && !IsSpace(text_[i_])) return;
    i_ = std::min(FirstWhere(text_, i_, SpaceProbe<false>()), text_.size());
  }

  bool Skip(char c) {
    if (i_ >= text_.size() || text_[i_] != c) return false;
    ++i_;
    return true;
  }

  bool SkipString() {
    if (!Skip('"')) return false;
    while (i_ < text_.size()) {
      // A look at the next byte first: a text may hold nothing but escapes.
      if (!QuoteOrBackslash().At(text_, i_)) {
        i_ = std::min(FirstWhere(text_, i_, QuoteOrBackslash()), text_.size());
      } else if (text_[i_] == '"') {
        ++i_;
        return true;
      } else {
        i_ += 2;
      }
    }
    return false;
  }

  bool SkipValue() {
    size_t depth = 0;
    while (i_ < text_.size()) {
      const char c = text_[i_];
      if (c == '"') {
        if (!SkipString()) return false;
      } else if (c == '{' || c == '[') {
        ++depth;
        ++i_;
      } else if (depth > 0) {
        depth -= c == '}' || c == ']' ? 1 : 0;
        ++i_;
      } else {
        const size_t begin = i_;
        while (i_ < text_.size() && !IsSpace(text_[i_]) && text_[i_] != ',' && text_[i_] != '}')
          ++i_;
        return i_ > begin;
      }
      if (depth == 0) return true;
    }
    return false;
  }

  const std::string_view text_;
  size_t i_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

// The value of four hexadecimal digits at the start of `text`, or -1.
int32_t Hex4(std::string_view text) {
  if (text.size() < 4) return -1;
  int32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    const char low = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      value = value * 16 + (c - '0');
    } else if (low >= 'a' && low <= 'f') {
      value = value * 16 + (low - 'a' + 10);
    } else {
      return -1;
    }
  }
  return value;
}

// Reads the \u escape whose digits begin at `i`, a pair of surrogates whole; returns what follows
// it, or npos where it is none.
size_t DecodeUnicode(std::string_view raw, size_t i, std::string& out) {
  const int32_t first = Hex4(raw.substr(i));
  if (first < 0) return kNone;
  i += 4;
  auto code = static_cast<char32_t>(first);
  if (code >= 0xd800 && code < 0xe000) {
    const std::string_view rest = raw.substr(i);
    const int32_t second = rest.starts_with("\\u") ? Hex4(rest.substr(2)) : -1;
    const bool pair = code < 0xdc00 && second >= 0xdc00 && second < 0xe000;
    if (pair) i += 6;
    code = pair ? 0x10000 + ((code - 0xd800) << 10) + (static_cast<char32_t>(second) - 0xdc00)
                : char32_t{0xfffd};
  }
  AppendUtf8(code, out);
  return i;
}

std::string Decoded(std::string_view raw) {
  std::string out;
  for (size_t i = 0; i < raw.size();) {
    if (raw[i] != '\\' || i + 1 == raw.size()) {
      out += raw[i++];
      continue;
    }
    const char c = raw[i + 1];
    const bool before_letter = i + 2 < raw.size() && IsLetter(raw[i + 2]);
    if (c == 'u') {
      if (const size_t next = DecodeUnicode(raw, i + 2, out); next != kNone) {
        i = next;
        continue;
      }
    }
    if (c == '"' || c == '\\' || c == '/') {
      out += c;
    } else if (c == 'n') {
      out += '\n';
    } else if ((c == 't' || c == 'r') && !before_letter) {
      out += c == 't' ? '\t' : '\r';
    } else {
      out += '\\';
      out += c;
    }
    i += 2;
  }
  return out;
}

}  // namespace

RuleMatch FindJsonAnswer(std::string_view text) {
  ObjectScanner scanner(Unfenced(Trim(text)));
  if (!scanner.Scan()) return {};
  const std::string_view value = scanner.answer();
  if (value.empty()) return {};
  size_t begin = static_cast<size_t>(value.data() - text.data());
  size_t end = begin + value.size();
  if (value.front() == '{' || value.front() == '[' || value == "null")
    return {Kind::kNoAnswer, 0, 0, "json_not_text"};
  if (value.front() == '"') {
    ++begin;
    --end;
  }
  RuleMatch match = TrimmedMatch(text, begin, end, "empty_answer");
  if (match.kind != Kind::kAnswer || value.front() != '"') return match;
  const std::string_view raw = text.substr(match.begin, match.end - match.begin);
  if (raw.find('\\') == kNone) return match;
  match.decoded = std::string(Trim(Decoded(raw)));
  if (match.decoded.empty()) return {Kind::kNoAnswer, 0, 0, "empty_answer"};
  return match;
}

}  // namespace rbench
