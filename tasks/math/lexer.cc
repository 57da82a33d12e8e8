#include "tasks/math/lexer.h"

#include <cstring>
#include <string>
#include <vector>

#include "tasks/math/answer_lexer.h"
#include "tasks/math/spellings.h"
#include "tasks/math/syntax.h"

// White space, signs and letters.

namespace rbench::math {

Lexer::Lexer(std::string_view text) : text_(text) {
  size_t dollars = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$' && (i == 0 || text[i - 1] != '\\')) ++dollars;
  }
  lone_dollar_ = dollars % 2 == 1;
  result_.tokens.reserve(text.size() / 2 + 2);
}

LexResult Lexer::Run() {
  while (true) {
    SkipSpace();
    if (at_ >= text_.size()) break;
    if (!Next()) {
      result_.position = at_;
      return std::move(result_);
    }
    if (result_.tokens.size() > 4 * kMaxNodes) {
      result_.too_large = true;
      return std::move(result_);
    }
  }
  Add(Kind::kEnd, "");
  result_.ok = true;
  return std::move(result_);
}

void Lexer::Add(Kind kind, std::string_view text, int value) {
  Token token;
  token.kind = kind;
  token.space_before = space_;
  token.value = value;
  token.position = at_;
  token.text = text;
  result_.tokens.push_back(std::move(token));
  space_ = false;
}

void Lexer::SkipSpace() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '~') {
      ++at_;
      space_ = true;
    } else if (c == '\\' && at_ + 1 < text_.size() &&
               (std::strchr(",!;: >/-@\n\t", text_[at_ + 1]) != nullptr)) {
      at_ += 2;
      space_ = true;
    } else if (c == '$' && !(lone_dollar_ && IsDigit(Peek(1)))) {
      ++at_;
      space_ = true;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      const size_t bytes = UnicodeSpaceAt(Rest());
      if (bytes == 0) return;
      at_ += bytes;
      space_ = true;
    } else {
      return;
    }
  }
}

bool Lexer::Next() {
  const char c = Peek();
  const bool point = c == '.' && (IsDigit(Peek(1)) || Rest().substr(1).starts_with("\\overline{") ||
                                  Rest().substr(1).starts_with("\\bar{"));
  if (IsDigit(c) || point) return Number();
  if (IsLetter(c)) return Letters();
  if (c == '\\') return Command();
  if (static_cast<unsigned char>(c) >= 0x80) return Unicode();
  return Sign(c);
}

bool Lexer::One(Kind kind, std::string_view meaning, size_t bytes) {
  Add(kind, meaning);
  at_ += bytes;
  return true;
}

bool Lexer::PlainRoot(std::string_view index, size_t bytes) {
  Add(Kind::kSqrt, index, 1);
  at_ += bytes;
  return true;
}

bool Lexer::Sign(char c) {
  if (Starts("...")) return One(Kind::kEllipsis, "", 3);
  if (Starts("**")) return One(Kind::kCaret, "", 2);
  if (Starts("<=")) return One(Kind::kRelation, "<=", 2);
  if (Starts(">=")) return One(Kind::kRelation, ">=", 2);
  if (Starts("=>")) return One(Kind::kRelation, "->", 2);
  if (Starts("!=")) return One(Kind::kRelation, "!=", 2);
  if (Starts("==")) return One(Kind::kRelation, "=", 2);
  if (Starts("->")) return One(Kind::kRelation, "->", 2);
  if (Starts("+-") || Starts("+/-")) return One(Kind::kPlusMinus, "", Peek(1) == '-' ? 2 : 3);
  switch (c) {
    case '+':
      return One(Kind::kPlus, "", 1);
    case '-':
      return One(Kind::kMinus, "", 1);
    case '*':
      return One(Kind::kTimes, "", 1);
    case '/':
      return One(Kind::kDivide, "", 1);
    case '^':
      return One(Kind::kCaret, "", 1);
    case '_':
      return One(Kind::kUnderscore, "", 1);
    case '!':
      return One(Kind::kBang, "", 1);
    case '\'':
      return One(Kind::kPrime, "", 1);
    case ',':
      return One(Kind::kComma, "", 1);
    case ';':
      return One(Kind::kSemicolon, "", 1);
    case ':':
      return One(Kind::kColon, "", 1);
    case '%':
      return One(Kind::kPercent, "", 1);
    case '=':
      return One(Kind::kRelation, "=", 1);
    case '<':
      return One(Kind::kRelation, "<", 1);
    case '>':
      return One(Kind::kRelation, ">", 1);
    case '|':
      return One(Kind::kBar, "", 1);
    case '&':
      return One(Kind::kAmpersand, "", 1);
    case '(':
    case '[':
      ++depth_;
      return One(Kind::kOpen, std::string_view(&text_[at_], 1), 1);
    case ')':
    case ']':
      if (depth_ > 0) --depth_;
      return One(Kind::kClose, std::string_view(&text_[at_], 1), 1);
    case '{':
      return One(Kind::kGroupOpen, "", 1);
    case '}':
      return One(Kind::kGroupClose, "", 1);
    case '$':
      return One(Kind::kCurrency, "$", 1);
    case '\\':
    default:
      return false;
  }
}

bool Lexer::Unicode() {
  if (const Spelling* sign = UnicodeSignAt(Rest())) {
    if (sign->kind == Kind::kSqrt) return PlainRoot(sign->meaning, sign->text.size());
    return One(sign->kind, sign->meaning, sign->text.size());
  }
  if (const VulgarFraction* fraction = VulgarFractionAt(Rest())) {
    Add(Kind::kFrac, "");
    Add(Kind::kGroupOpen, "");
    Add(Kind::kNumber, fraction->numerator);
    Add(Kind::kGroupClose, "");
    Add(Kind::kGroupOpen, "");
    Add(Kind::kNumber, fraction->denominator);
    Add(Kind::kGroupClose, "");
    at_ += fraction->text.size();
    return true;
  }
  // Runs of raised or lowered digits are one exponent or subscript.
  std::string digits;
  bool minus = false;
  if (Starts("⁻")) {
    minus = true;
    at_ += std::strlen("⁻");
  }
  const auto read = [&](size_t (*digit_at)(std::string_view, char*)) {
    char digit = 0;
    while (const size_t bytes = digit_at(Rest(), &digit)) {
      digits += digit;
      at_ += bytes;
    }
  };
  read(&RaisedDigitAt);
  if (!digits.empty()) {
    Add(Kind::kCaret, "");
    Add(Kind::kGroupOpen, "");
    if (minus) Add(Kind::kMinus, "");
    Add(Kind::kNumber, digits);
    Add(Kind::kGroupClose, "");
    return true;
  }
  if (minus) return false;
  read(&LoweredDigitAt);
  if (digits.empty()) return false;
  // 101₂
  if (!result_.tokens.empty() && result_.tokens.back().kind == Kind::kNumber) {
    return MakeNumeral(result_.tokens.back(), digits);
  }
  Add(Kind::kUnderscore, "");
  Add(Kind::kGroupOpen, "");
  Add(Kind::kNumber, digits);
  Add(Kind::kGroupClose, "");
  return true;
}

bool Lexer::Letters() {
  size_t i = at_;
  while (i < text_.size() && IsLetter(text_[i])) ++i;
  const std::string_view run = text_.substr(at_, i - at_);
  if (run.size() == 1 && i + 1 < text_.size() && text_[i] == '.' && (text_[i + 1] | 0x20) == 'm' &&
      ((run[0] | 0x20) == 'a' || (run[0] | 0x20) == 'p')) { /* a.m. */
    const bool stop = i + 2 < text_.size() && text_[i + 2] == '.';
    return One(Kind::kText, (run[0] | 0x20) == 'a' ? "am" : "pm", stop ? 4 : 3);
  }
  if (run.size() <= 8 && Numeral()) return true;
  if (run == "and") return One(Kind::kAnd, "", 3);
  if (run == "or") return One(Kind::kOr, "", 2);
  if (run == "pi" || run == "Pi" || run == "PI") return One(Kind::kName, "pi", 2);
  if (run == "inf" || run == "infinity" || run == "oo" || run == "Infinity" || run == "infty") {
    return One(Kind::kInfinity, "", run.size());
  }
  if (run == "theta" || run == "alpha" || run == "beta" || run == "gamma" || run == "lambda") {
    return One(Kind::kName, run, run.size());
  }
  if (run == "U" && !result_.tokens.empty() && result_.tokens.back().kind == Kind::kClose) {
    return One(Kind::kUnion, "", 1);
  }
  if (run == "in" && space_ && !result_.tokens.empty() &&
      (result_.tokens.back().kind == Kind::kName)) {
    return One(Kind::kRelation, "in", 2);
  }
  if (run == "mod") return One(Kind::kMod, "", 3);
  if (const std::string_view name = FunctionName(run); !name.empty()) {
    if (name == "sqrt") return PlainRoot("", run.size());
    if (name == "cbrt") return PlainRoot("3", run.size());
    if (name == "log") { /* log10(5), log2(8) */
      const std::string_view behind = text_.substr(i);
      if (behind.starts_with("10(")) return One(Kind::kFunction, "log10", run.size() + 2);
      if (behind.starts_with("2(")) {
        Add(Kind::kFunction, "log");
        Add(Kind::kUnderscore, "");
        return One(Kind::kNumber, "2", run.size() + 1);
      }
    }
    return One(Kind::kFunction, name, run.size());
  }
  // "sinx", "cos2x" were split by the run; "sinx" alone:
  if (run.size() > 3 && run.size() <= 5) {
    for (const std::string_view head : {"sin", "cos", "tan", "log"}) {
      if (run.starts_with(head) && run.size() == 4) return One(Kind::kFunction, head, 3);
    }
    if (run.starts_with("ln") && run.size() == 3) return One(Kind::kFunction, "ln", 2);
  }
  if (run.size() == 1) return One(Kind::kName, run, 1);
  Add(Kind::kRun, run);
  at_ = i;
  return true;
}

LexResult Lex(std::string_view text) {
  if (text.find("\xef\xbc") == std::string_view::npos) return Lexer(text).Run();
  // １２３ （ ）， ：: the fullwidth forms of ASCII. Positions are those of the original text.
  std::string plain;
  std::vector<size_t> origin;
  for (size_t i = 0; i < text.size(); ++i) {
    origin.push_back(i);
    const auto byte = [&](size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
    };
    const bool wide = byte(0) == 0xef && ((byte(1) == 0xbc && byte(2) >= 0x81 && byte(2) <= 0xbf) ||
                                          (byte(1) == 0xbd && byte(2) >= 0x80 && byte(2) <= 0x9e));
    if (!wide) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(byte(1) == 0xbc ? byte(2) - 0x60 : byte(2) - 0x20);
    i += 2;
  }
  origin.push_back(text.size());
  LexResult result = Lexer(plain).Run();
  for (Token& token : result.tokens) token.position = origin[token.position];
  result.position = origin[result.position];
  return result;
}

}  // namespace rbench::math
