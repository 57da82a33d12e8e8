#include "tasks/code/python_string.h"

#include <optional>

#include <fmt/format.h>

#include "base/check.h"
#include "tasks/code/surrogate_utf8.h"

namespace rbench {
namespace {

constexpr std::string_view kPrefixLetters = "bBrRuUfF";

// Letters of a prefix before a quote, or npos where there is none.
size_t PrefixLength(std::string_view source, size_t position) {
  size_t length = 0;
  while (length < 2 && position + length < source.size() &&
         kPrefixLetters.find(source[position + length]) != std::string_view::npos) {
    ++length;
  }
  const size_t quote = position + length;
  if (quote >= source.size() || (source[quote] != '"' && source[quote] != '\'')) {
    return std::string_view::npos;
  }
  if (length < 2) return length;
  // Of two letters one is r and the other b or f.
  const char a = static_cast<char>(source[position] | 0x20);
  const char b = static_cast<char>(source[position + 1] | 0x20);
  const bool fits = (a == 'r' && (b == 'b' || b == 'f')) || (b == 'r' && (a == 'b' || a == 'f'));
  return fits ? length : std::string_view::npos;
}

std::optional<char32_t> ReadHex(std::string_view body, size_t at, size_t count) {
  if (body.size() - at < count) return std::nullopt;
  char32_t value = 0;
  for (const char c : body.substr(at, count)) {
    const bool is_digit = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    if (!is_digit && !(lower >= 'a' && lower <= 'f')) return std::nullopt;
    value = value << 4 | static_cast<char32_t>(is_digit ? c - '0' : lower - 'a' + 10);
  }
  return value;
}

bool IsOctal(std::string_view body, size_t at) {
  return at < body.size() && body[at] >= '0' && body[at] <= '7';
}

class Decoder {
 public:
  explicit Decoder(const PythonStringToken& token) : token_(token), body_(token.body) {}

  Result<std::string> Decode() {
    while (at_ < body_.size()) {
      const char c = body_[at_];
      if (c == '\\' && !token_.is_raw) {
        RBENCH_RETURN_IF_ERROR(DecodeEscape());
      } else if (c == '\r') {
        ++at_;
        if (at_ < body_.size() && body_[at_] == '\n') ++at_;
        out_ += '\n';
      } else {
        if (token_.is_bytes && static_cast<unsigned char>(c) >= 0x80) {
          return InvalidInput("bytes can only contain ASCII literal characters");
        }
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void Append(char32_t code) {
    if (token_.is_bytes) {
      out_ += static_cast<char>(code);
    } else {
      AppendSurrogateUtf8(code, out_);
    }
  }

  Status AppendHex(size_t digits) {
    const std::optional<char32_t> code = ReadHex(body_, at_, digits);
    if (!code || *code > 0x10FFFF) return InvalidInput("a wrong escape in a string literal");
    at_ += digits;
    Append(*code);
    return {};
  }

  void AppendOctal() {
    char32_t code = 0;
    for (int i = 0; i < 3 && IsOctal(body_, at_); ++i, ++at_) {
      code = code * 8 + static_cast<char32_t>(body_[at_] - '0');
    }
    // Of bytes only the low eight bits count.
    Append(token_.is_bytes ? code & 0xFF : code);
  }

  // At a backslash; the body always goes on behind one.
  Status DecodeEscape() {
    const char c = body_[at_ + 1];
    at_ += 2;
    constexpr std::string_view kMarks = "\\'\"abfnrtv";
    constexpr std::string_view kMeanings = "\\'\"\a\b\f\n\r\t\v";
    if (const size_t mark = kMarks.find(c); mark != std::string_view::npos) {
      out_ += kMeanings[mark];
      return {};
    }
    if (c == '\n') return {};
    if (c == '\r') {
      if (at_ < body_.size() && body_[at_] == '\n') ++at_;
      return {};
    }
    if (c >= '0' && c <= '7') {
      --at_;
      AppendOctal();
      return {};
    }
    if (c == 'x') return AppendHex(2);
    if (!token_.is_bytes && c == 'u') return AppendHex(4);
    if (!token_.is_bytes && c == 'U') return AppendHex(8);
    if (!token_.is_bytes && c == 'N') return InvalidInput("a character by its name (\\N)");
    // Unknown: the backslash stays, and what follows it is read as usual.
    out_ += '\\';
    --at_;
    return {};
  }

  const PythonStringToken& token_;
  std::string_view body_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

bool PythonStringBegins(std::string_view source, size_t position) {
  return position < source.size() && PrefixLength(source, position) != std::string_view::npos;
}

Result<PythonStringToken> ScanPythonString(std::string_view source, size_t position) {
  const size_t prefix = PrefixLength(source, position);
  RBENCH_CHECK(prefix != std::string_view::npos);
  PythonStringToken token;
  for (const char c : source.substr(position, prefix)) {
    token.is_bytes |= c == 'b' || c == 'B';
    token.is_raw |= c == 'r' || c == 'R';
    token.is_format |= c == 'f' || c == 'F';
  }
  size_t at = position + prefix;
  const char quote = source[at];
  const std::string triple(3, quote);
  const bool is_long = source.substr(at, 3) == triple;
  at += is_long ? 3 : 1;
  const size_t start = at;
  while (at < source.size()) {
    const char c = source[at];
    if (c == '\\') {
      if (at + 1 == source.size()) break;
      // "\" before CR LF hides both.
      at += source.substr(at + 1, 2) == "\r\n" ? 3 : 2;
    } else if (c == quote && (!is_long || source.substr(at, 3) == triple)) {
      token.body = source.substr(start, at - start);
      token.end = at + (is_long ? 3 : 1);
      return token;
    } else if (!is_long && (c == '\n' || c == '\r')) {
      break;
    } else {
      ++at;
    }
  }
  return InvalidInput(fmt::format("a string literal without end at byte {}", position));
}

Result<std::string> DecodePythonString(const PythonStringToken& token) {
  if (token.is_format) return InvalidInput("an f-string is not a literal");
  return Decoder(token).Decode();
}

}  // namespace rbench
