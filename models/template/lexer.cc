#include "models/template/lexer.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/template/characters.h"
#include "models/template/string_literal.h"

namespace rbench::jinja {
namespace {

// Longest first.
constexpr std::string_view kOperators[] = {"//", "**", "==", "!=", ">=", "<=", "+", "-", "/",
                                           "*",  "%",  "~",  "[",  "]",  "(",  ")", "{", "}",
                                           ">",  "<",  "=",  ".",  ":",  "|",  ",", ";"};

std::string NormalizeNewlines(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\r') {
      out.push_back('\n');
      if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
    } else {
      out.push_back(source[i]);
    }
  }
  if (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

bool IsDigitByte(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  explicit Lexer(std::string source) : source_(std::move(source)) {}

  Result<std::vector<Token>> Run() {
    while (position_ < source_.size()) {
      RBENCH_RETURN_IF_ERROR(Outside());
    }
    Add(TokenKind::kEnd, "");
    return std::move(tokens_);
  }

 private:
  Error Fail(std::string_view message) const { return TemplateError(line_, message); }

  void Add(TokenKind kind, std::string_view text) {
    Token token;
    token.kind = kind;
    token.line = line_;
    token.text = text;
    tokens_.push_back(std::move(token));
  }

  char At(size_t position) const { return position < source_.size() ? source_[position] : '\0'; }
  std::string_view Rest() const { return std::string_view(source_).substr(position_); }

  // Moves on and counts lines.
  void Advance(size_t bytes) {
    line_ += static_cast<int>(
        std::count(source_.begin() + static_cast<ptrdiff_t>(position_),
                   source_.begin() + static_cast<ptrdiff_t>(position_ + bytes), '\n'));
    position_ += bytes;
  }
  void SkipSpace() { Advance(LeadingSpace(Rest())); }

  // Text up to the next tag, then the tag's beginning.
  Status Outside() {
    size_t tag = position_;
    while (true) {
      tag = source_.find('{', tag);
      if (tag == std::string::npos) {
        AddData(Rest());
        Advance(source_.size() - position_);
        return {};
      }
      const char kind = At(tag + 1);
      if (kind == '{' || kind == '%' || kind == '#') break;
      ++tag;
    }
    const char kind = At(tag + 1);
    const char sign = At(tag + 2) == '-' || At(tag + 2) == '+' ? At(tag + 2) : '\0';
    AddData(StripBeforeTag(std::string_view(source_).substr(position_, tag - position_), sign,
                           kind != '{'));
    Advance(tag - position_);
    if (kind == '%') {
      const size_t raw = RawTagLength();
      if (raw > 0) return Raw(raw);
    }
    Advance(sign != '\0' ? 3 : 2);
    if (kind == '#') return Comment();
    Add(kind == '{' ? TokenKind::kVariableBegin : TokenKind::kBlockBegin, "");
    return Inside(kind == '{');
  }

  void AddData(std::string_view text) {
    if (!text.empty()) Add(TokenKind::kData, text);
  }

  // What a '-' before a tag, or lstrip_blocks, leaves of the text in front of it.
  std::string_view StripBeforeTag(std::string_view text, char sign, bool lstrip) const {
    if (sign == '-') return text.substr(0, text.size() - TrailingSpace(text));
    if (sign == '+' || !lstrip) return text;
    const size_t newline = text.rfind('\n');
    const size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
    if (line_start == 0 && !line_starting_) return text;
    const std::string_view last_line = text.substr(line_start);
    if (!last_line.empty() && LeadingSpace(last_line) == last_line.size())
      return text.substr(0, line_start);
    return text;
  }

  // Length of the end of a tag at the position: "-%}" with the whitespace after it, "+%}", or "%}"
  // with one newline; 0 where there is none. `close` is the two closing characters.
  size_t TagEnd(std::string_view close, bool trim_newline, bool plus_allowed) const {
    const std::string_view rest = Rest();
    if (rest.substr(0, 1) == "-" && rest.substr(1, 2) == close)
      return 3 + LeadingSpace(rest.substr(3));
    if (plus_allowed && rest.substr(0, 1) == "+" && rest.substr(1, 2) == close) return 3;
    if (rest.substr(0, 2) != close) return 0;
    return trim_newline && rest.substr(2, 1) == "\n" ? 3 : 2;
  }

  void FinishTag(size_t length) {
    Advance(length);
    line_starting_ = source_[position_ - 1] == '\n';
  }

  Status Comment() {
    const int begin = line_;
    while (position_ < source_.size()) {
      if (const size_t length = TagEnd("#}", true, true); length > 0) {
        FinishTag(length);
        return {};
      }
      Advance(1);
    }
    line_ = begin;
    return Fail("missing end of comment");
  }

  // Length of a whole `{% raw %}` at the position, or 0.
  size_t RawTagLength() const {
    size_t at = position_ + 2;
    if (At(at) == '-' || At(at) == '+') ++at;
    at += LeadingSpace(std::string_view(source_).substr(std::min(at, source_.size())));
    if (std::string_view(source_).substr(std::min(at, source_.size()), 3) != "raw") return 0;
    at += 3;
    at += LeadingSpace(std::string_view(source_).substr(at));
    if (source_.compare(at, 3, "-%}") == 0) {
      at += 3;
      at += LeadingSpace(std::string_view(source_).substr(at));
      return at - position_;
    }
    return source_.compare(at, 2, "%}") == 0 ? at + 2 - position_ : 0;
  }

  Status Raw(size_t begin_length) {
    const int begin_line = line_;
    Advance(begin_length);
    line_starting_ = source_[position_ - 1] == '\n';
    const size_t begin = position_;
    for (size_t tag = source_.find("{%", begin); tag != std::string::npos;
         tag = source_.find("{%", tag + 1)) {
      size_t at = tag + 2;
      const char sign = At(at) == '-' || At(at) == '+' ? At(at) : '\0';
      if (sign != '\0') ++at;
      at += LeadingSpace(std::string_view(source_).substr(at));
      if (source_.compare(at, 6, "endraw") != 0) continue;
      at += 6;
      at += LeadingSpace(std::string_view(source_).substr(at));
      const size_t data_end = tag;
      const size_t saved = position_;
      position_ = at;
      const size_t length = TagEnd("%}", true, true);
      position_ = saved;
      if (length == 0) continue;
      AddData(
          StripBeforeTag(std::string_view(source_).substr(begin, data_end - begin), sign, true));
      FinishTag(at + length - position_);
      return {};
    }
    line_ = begin_line;
    return Fail("missing end of raw block");
  }

  // Tokens of one tag up to its end.
  Status Inside(bool variable) {
    std::string brackets;
    while (true) {
      if (position_ >= source_.size()) return Fail("unexpected end of template inside a tag");
      if (brackets.empty()) {
        const size_t length = variable ? TagEnd("}}", false, false) : TagEnd("%}", true, true);
        if (length > 0) {
          Add(variable ? TokenKind::kVariableEnd : TokenKind::kBlockEnd, "");
          FinishTag(length);
          return {};
        }
      }
      if (LeadingSpace(Rest()) > 0) {
        SkipSpace();
        continue;
      }
      const char c = source_[position_];
      if (IsDigitByte(c)) {
        RBENCH_RETURN_IF_ERROR(Number());
      } else if (c == '"' || c == '\'') {
        RBENCH_RETURN_IF_ERROR(String(c));
      } else if (const size_t length = NameLength(); length > 0) {
        Add(TokenKind::kName, Rest().substr(0, length));
        Advance(length);
      } else {
        RBENCH_RETURN_IF_ERROR(Operator(brackets));
      }
    }
  }

  size_t NameLength() const {
    size_t end = position_;
    for (bool first = true; end < source_.size(); first = false) {
      size_t next = end;
      const char32_t c = NextCodePoint(source_, next);
      if (first ? !IsIdentifierStart(c) : !IsIdentifierPart(c)) break;
      end = next;
    }
    return end - position_;
  }

  // Digits with single underscores between them; the end of the run that starts at `at`.
  size_t DigitsEnd(size_t at) const {
    if (!IsDigitByte(At(at))) return at;
    while (IsDigitByte(At(at)) || (At(at) == '_' && IsDigitByte(At(at + 1)))) ++at;
    return at;
  }

  // End of a float literal at the position, or 0 where it is an integer.
  size_t FloatEnd() const {
    if (position_ > 0 && source_[position_ - 1] == '.') return 0;
    size_t end = DigitsEnd(position_);
    bool is_float = false;
    if (At(end) == '.' && IsDigitByte(At(end + 1))) {
      end = DigitsEnd(end + 1);
      is_float = true;
    }
    if (At(end) == 'e' || At(end) == 'E') {
      size_t exponent = end + 1;
      if (At(exponent) == '+' || At(exponent) == '-') ++exponent;
      if (IsDigitByte(At(exponent))) {
        end = DigitsEnd(exponent);
        is_float = true;
      }
    }
    return is_float ? end : 0;
  }

  Status Number() {
    if (const size_t end = FloatEnd(); end > 0) {
      std::string digits = source_.substr(position_, end - position_);
      std::erase(digits, '_');
      double number = 0;
      const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (parsed.ec == std::errc::result_out_of_range) {
        // Python reads what is too large as infinity and what is too small as zero.
        number = digits.find("e-") != std::string::npos || digits.find("E-") != std::string::npos
                     ? 0.0
                     : HUGE_VAL;
      }
      Add(TokenKind::kFloat, digits);
      tokens_.back().number = number;
      Advance(end - position_);
      return {};
    }
    return Integer();
  }

  Status Integer() {
    size_t end = position_;
    int base = 10;
    const char marker = static_cast<char>(At(position_ + 1) | 0x20);
    if (source_[position_] == '0' && (marker == 'x' || marker == 'o' || marker == 'b')) {
      base = marker == 'x' ? 16 : marker == 'o' ? 8 : 2;
      end += 2;
      while (IsBaseDigit(At(end), base) || (At(end) == '_' && IsBaseDigit(At(end + 1), base)))
        ++end;
      if (end == position_ + 2) base = 10;
    }
    if (base == 10 && source_[position_] == '0') {
      // Zeros only: "007" is "00" and then a name, as in Jinja.
      end = position_ + 1;
      while (At(end) == '0' || (At(end) == '_' && At(end + 1) == '0')) ++end;
    } else if (base == 10) {
      end = DigitsEnd(position_);
    }
    std::string digits = source_.substr(position_, end - position_);
    std::erase(digits, '_');
    const char* begin = digits.data() + (base == 10 ? 0 : 2);
    int64_t integer = 0;
    if (std::from_chars(begin, digits.data() + digits.size(), integer, base).ec != std::errc()) {
      return Fail("integer literal is larger than 64 bits");
    }
    Add(TokenKind::kInteger, digits);
    tokens_.back().integer = integer;
    Advance(end - position_);
    return {};
  }

  static bool IsBaseDigit(char c, int base) {
    if (base == 16) return IsDigitByte(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    return c >= '0' && c < '0' + base;
  }

  Status String(char quote) {
    size_t end = position_ + 1;
    while (end < source_.size() && source_[end] != quote) end += source_[end] == '\\' ? 2 : 1;
    if (end >= source_.size()) return Fail("string literal without an end");
    Result<std::string> text =
        UnescapeLiteral(std::string_view(source_).substr(position_ + 1, end - position_ - 1));
    if (!text) return Fail(text.error().message);
    Add(TokenKind::kString, *text);
    Advance(end + 1 - position_);
    return {};
  }

  Status Operator(std::string& brackets) {
    for (const std::string_view op : kOperators) {
      if (Rest().substr(0, op.size()) != op) continue;
      if (op == "(" || op == "[" || op == "{")
        brackets.push_back(op == "(" ? ')' : op == "[" ? ']' : '}');
      if (op == ")" || op == "]" || op == "}") {
        if (brackets.empty()) return Fail(fmt::format("unexpected '{}'", op));
        if (brackets.back() != op[0]) {
          return Fail(fmt::format("unexpected '{}', expected '{}'", op, brackets.back()));
        }
        brackets.pop_back();
      }
      Add(TokenKind::kOperator, op);
      Advance(op.size());
      return {};
    }
    size_t end = position_;
    NextCodePoint(source_, end);
    return Fail(fmt::format("unexpected character '{}'", Rest().substr(0, end - position_)));
  }

  std::string source_;
  size_t position_ = 0;
  int line_ = 1;
  bool line_starting_ = true;  // the text after the last tag starts a line
  std::vector<Token> tokens_;
};

}  // namespace

std::string Describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kData:
      return "text";
    case TokenKind::kVariableBegin:
      return "'{{'";
    case TokenKind::kVariableEnd:
      return "'}}'";
    case TokenKind::kBlockBegin:
      return "'{%'";
    case TokenKind::kBlockEnd:
      return "'%}'";
    case TokenKind::kEnd:
      return "the end of the template";
    case TokenKind::kString:
      return "a string";
    default:
      return "'" + token.text + "'";
  }
}

Error TemplateError(int line, std::string_view message) {
  return InvalidInput(fmt::format("template line {}: {}", line, message));
}

Result<std::vector<Token>> Tokenize(std::string_view source) {
  return Lexer(NormalizeNewlines(source)).Run();
}

}  // namespace rbench::jinja
