#include <string>
#include <vector>

#include "tasks/math/answer_parser.h"

// Powers and what they stand on: numbers, names, functions, roots, big operators.

namespace rbench::math {

NodeId Parser::Power() {
  NodeId base = Primary();
  while (base != kNone) {
    if (const size_t mark = OrdinalMark(base); mark > 0) {
      at_ += mark; /* the 12th */
    } else if (At(T::kCaret)) {
      if (IsDegreeExponent()) {
        base = Degrees(base);
        continue;
      }
      ++at_;
      const NodeId exponent = Exponent();
      if (exponent == kNone) return kNone;
      base = Make(K::kPower, "", {base, exponent});
    } else if (At(T::kBang)) {
      uint16_t count = 0;
      while (Take(T::kBang)) ++count;
      if (count > 2) return Fail("too many signs of factorial");
      base = Make(K::kFactorial, "", {base}, count);
    } else if (At(T::kPercent)) {
      ++at_;
      base = Make(K::kPercent, "", {base});
    } else if (At(T::kDegree)) {
      base = Degrees(base);
    } else if (At(T::kPrime)) {
      ++at_;
      if (At(base).kind != K::kSymbol) return Fail("a prime behind no name");
      tree_.nodes[base].text += '\'';
    } else {
      break;
    }
  }
  return base;
}

size_t Parser::OrdinalMark(NodeId base) const {
  if (!IsWhole(base)) return 0;
  const auto is_mark = [](const Token& token) {
    return (token.kind == T::kRun || token.kind == T::kText) &&
           (token.text == "th" || token.text == "st" || token.text == "nd" || token.text == "rd");
  };
  if (is_mark(Now()) && (!Now().space_before || At(T::kText))) return 1;
  if (!At(T::kCaret)) return 0;
  if (is_mark(Ahead(1))) return 2;
  const bool group = Ahead(1).kind == T::kGroupOpen && is_mark(Ahead(2));
  return group && Ahead(3).kind == T::kGroupClose ? 4 : 0;
}

bool Parser::IsDegreeExponent() const {
  if (Ahead(1).kind == T::kDegree) return true;
  return Ahead(1).kind == T::kGroupOpen && Ahead(2).kind == T::kDegree &&
         Ahead(3).kind == T::kGroupClose;
}

NodeId Parser::Degrees(NodeId base) {
  if (At(T::kCaret))
    at_ += Ahead(1).kind == T::kDegree ? 2 : 4;
  else
    ++at_;
  if (At(T::kName) && Now().text == "C") {
    ++at_;
    return Make(K::kQuantity, "°C", {base});
  }
  if (At(T::kName) && Now().text == "F") {
    ++at_;
    return Make(K::kQuantity, "°F", {base});
  }
  if (At(T::kNumber) && Ahead(1).kind == T::kPrime && At(base).kind == K::kNumber) {
    const NodeId minutes = Make(K::kNumber, Now().text);
    at_ += 2;
    std::vector<NodeId> parts{base, Make(K::kQuotient, "", {minutes, Make(K::kNumber, "60")})};
    if (At(T::kNumber) && Ahead(1).kind == T::kPrime && Ahead(2).kind == T::kPrime) {
      const NodeId seconds = Make(K::kNumber, Now().text);
      at_ += 3;
      parts.push_back(Make(K::kQuotient, "", {seconds, Make(K::kNumber, "3600")}));
    }
    base = Make(K::kSum, "", parts);
  }
  return Make(K::kDegree, "", {base});
}

NodeId Parser::Exponent() {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return TooLarge("nested too deep");
  bool negative = false;
  size_t signs = 0;
  while (At(T::kMinus) || At(T::kPlus)) {
    if (++signs > kMaxDepth) return TooLarge("too many signs");
    negative ^= At(T::kMinus);
    ++at_;
  }
  NodeId exponent = kNone;
  if (At(T::kTimes)) { /* z^* */
    ++at_;
    return Make(K::kSymbol, "*");
  }
  exponent = At(T::kRun) ? Argument() : Primary(); /* e^xe^y: one letter */
  // a^b^c = a^(b^c), n^2!
  if (exponent != kNone && At(T::kCaret) && !IsDegreeExponent()) {
    ++at_;
    const NodeId higher = Exponent();
    exponent = Make(K::kPower, "", {exponent, higher});
  }
  if (!negative || exponent == kNone) return exponent;
  return Make(K::kNegate, "", {exponent});
}

NodeId Parser::Primary() {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return TooLarge("nested too deep");
  const Token token = Now();
  switch (token.kind) {
    case T::kNumber:
      ++at_;
      return Make(K::kNumber, token.text[0] == '.' ? "0" + token.text : token.text);
    case T::kRepeating:
      ++at_;
      return Make(K::kRepeating, token.text);
    case T::kNumeral:
      ++at_;
      return Make(K::kNumeral, token.text, {}, static_cast<uint16_t>(token.value));
    case T::kName:
      return Name();
    case T::kRun:
      return Run_();
    case T::kFunction:
      return Function();
    case T::kOpen:
      return Brackets();
    case T::kRelation:
      if (token.text == "<") return Brackets(); /* <1, 2> */
      return Fail("unexpected " + Shown(token));
    case T::kClose:
      if (token.text == "]") return Brackets(); /* ]a, b[ */
      return Fail("unexpected " + Shown(token));
    case T::kGroupOpen:
      return Group();
    case T::kBar:
    case T::kOpenBar:
      return Absolute();
    case T::kFloorOpen:
    case T::kCeilOpen: {
      const bool floor = token.kind == T::kFloorOpen;
      ++at_;
      const NodeId inside = Sum();
      if (inside == kNone) return kNone;
      if (!Take(floor ? T::kFloorClose : T::kCeilClose)) return Fail("floor without its end");
      return Make(K::kCall, floor ? "floor" : "ceil", {inside});
    }
    case T::kFrac: {
      ++at_;
      const NodeId top = Argument();
      if (top == kNone) return kNone;
      const NodeId bottom = Argument();
      if (bottom == kNone) return kNone;
      return Make(K::kQuotient, "", {top, bottom});
    }
    case T::kBinom: {
      ++at_;
      const NodeId top = Argument();
      if (top == kNone) return kNone;
      const NodeId bottom = Argument();
      if (bottom == kNone) return kNone;
      return Make(K::kCall, "binom", {top, bottom});
    }
    case T::kSqrt:
      return Root();
    case T::kBigOperator:
      return BigOperator();
    case T::kCurrency: {
      ++at_;
      const NodeId amount = SignedProduct(); /* $-20 */
      return Make(K::kCurrency, token.text, {amount});
    }
    case T::kInfinity:
      ++at_;
      return Make(K::kInfinity, "");
    case T::kEmptySet:
      ++at_;
      return Make(K::kEmptySet, "");
    case T::kNumberSet: {
      ++at_;
      std::string name = token.text;
      const bool group = Ahead(1).kind == T::kGroupOpen;
      const T sign = Ahead(group ? 2 : 1).kind;
      if (At(T::kCaret) && (sign == T::kPlus || sign == T::kMinus || sign == T::kTimes) &&
          (!group || Ahead(3).kind == T::kGroupClose)) {
        name += sign == T::kPlus ? '+' : sign == T::kMinus ? '-' : '*';
        at_ += group ? 4 : 2;
      }
      return Make(K::kNumberSet, name);
    }
    case T::kEllipsis:
      ++at_;
      return Make(K::kEllipsis, "");
    case T::kBegin:
      return Environment();
    case T::kDecorated:
      return Decorated();
    case T::kText:
      return TextWord();
    default:
      return Fail("unexpected " + Shown(token));
  }
}

NodeId Parser::TextWord() {
  const std::string text = Now().text;
  ++at_;
  return Make(K::kWords, Lower(text));
}

bool Parser::Subscript(std::string* out) {
  if (!Take(T::kUnderscore)) return true;
  if (At(T::kGroupOpen)) {
    size_t depth = 0;
    while (!At(T::kEnd)) {
      if (At(T::kGroupOpen))
        ++depth;
      else if (At(T::kGroupClose) && --depth == 0)
        break;
      else
        *out += SubscriptText(Now());
      ++at_;
      if (out->size() > 64) return false;
    }
    return Take(T::kGroupClose);
  }
  if (At(T::kEnd)) return false;
  *out += SubscriptText(Now());
  ++at_;
  return true;
}

std::string Parser::SubscriptText(const Token& token) {
  if (!token.text.empty()) return token.text;
  switch (token.kind) {
    case T::kPlus:
      return "+";
    case T::kMinus:
      return "-";
    case T::kComma:
      return ",";
    case T::kInfinity:
      return "infinity";
    default:
      return ".";
  }
}

// C_n^k and C_{n+1}^{k}: looked for in the tokens, since trying to parse and going back would take
// exponential time where they nest.
bool Parser::IsChoiceOf() const {
  if (!At(T::kUnderscore)) return false;
  size_t i = at_ + 1;
  if (tokens_[i].kind == T::kNumber || tokens_[i].kind == T::kName) {
    ++i;
  } else if (tokens_[i].kind == T::kGroupOpen) {
    size_t depth = 0;
    for (; tokens_[i].kind != T::kEnd; ++i) {
      const T kind = tokens_[i].kind;
      if (kind == T::kComma || kind == T::kRelation) return false;
      if (kind == T::kGroupOpen) ++depth;
      if (kind == T::kGroupClose && --depth == 0) break;
    }
    if (tokens_[i].kind == T::kEnd) return false;
    ++i;
  } else {
    return false;
  }
  if (tokens_[i].kind != T::kCaret) return false;
  const T upper = tokens_[i + 1].kind;
  return upper == T::kNumber || upper == T::kName || upper == T::kRun || upper == T::kGroupOpen;
}

NodeId Parser::Name() {
  const Token token = Now();
  ++at_;
  std::string subscript;
  if ((token.text == "C" || token.text == "P" || token.text == "A") && IsChoiceOf()) {
    ++at_;
    const NodeId n = Primary();
    if (n == kNone) return kNone;
    if (!Take(T::kCaret)) return Fail("a number of choices without its upper index");
    const NodeId k = Primary();
    if (k == kNone) return kNone;
    return Make(K::kCall, token.text == "C" ? "binom" : "perm", {n, k});
  }
  if (!Subscript(&subscript)) return Fail("a subscript without its end");
  const std::string name = subscript.empty() ? token.text : token.text + "_" + subscript;
  // C(5,2)
  if (token.text == "C" && subscript.empty() && At(T::kOpen) && Now().text == "(" &&
      !Now().space_before) {
    const NodeId arguments = Brackets();
    if (arguments == kNone) return kNone;
    const NodeId symbol = Make(K::kSymbol, name);
    if (At(arguments).kind == K::kBracketed && At(arguments).num_children == 2) {
      return Make(K::kCall, "binom", Children(arguments));
    }
    return Make(K::kProduct, "", {symbol, arguments});
  }
  return Make(K::kSymbol, name);
}

NodeId Parser::Run_() {
  const std::string text = Now().text;
  ++at_;
  if (At(T::kUnderscore)) {
    std::string subscript;
    if (!Subscript(&subscript)) return Fail("a subscript without its end");
    return Make(K::kSymbol, text + "_" + subscript);
  }
  // x in xy^2 is a factor of its own.
  if (At(T::kCaret) && text.size() >= 2 && text.size() <= 6 && !IsDegreeExponent()) {
    std::vector<NodeId> factors;
    for (size_t i = 0; i + 1 < text.size(); ++i) {
      factors.push_back(Make(K::kSymbol, text.substr(i, 1)));
    }
    ++at_;
    const NodeId exponent = Exponent();
    const NodeId last = Make(K::kSymbol, text.substr(text.size() - 1));
    factors.push_back(Make(K::kPower, "", {last, exponent}));
    return Make(K::kProduct, "", factors);
  }
  return Make(K::kSymbolRun, text);
}

NodeId Parser::Decorated() {
  const std::string what = Now().text;
  ++at_;
  std::string letters;
  // \overline{3+2i}: the conjugate of a formula.
  if (what == "bar" && At(T::kGroupOpen) && Ahead(1).kind != T::kRun &&
      Ahead(2).kind != T::kGroupClose && Ahead(2).kind != T::kPrime) {
    const NodeId inside = Group();
    return Make(K::kCall, "conj", {inside});
  }
  const bool group = Take(T::kGroupOpen);
  const bool points = what == "triangle" || what == "angle";
  while (At(T::kName) || At(T::kRun) || (group && (At(T::kNumber) || At(T::kPrime)))) {
    letters += At(T::kPrime) ? "'" : Now().text;
    ++at_;
    if (points && At(T::kUnderscore) && !Subscript(&letters)) { /* \angle A B_{1} C */
      return Fail("a subscript without its end");
    }
    if (!group && !points) break;
    if (letters.size() > 64) return TooLarge("a name too long");
  }
  if (letters.empty() || (group && !Take(T::kGroupClose))) {
    return Fail("a mark over something that is no name");
  }
  // The conjugate of one small letter; a segment of two large ones.
  if (what == "bar" && letters.size() == 1 && letters[0] >= 'a' && letters[0] <= 'z') {
    return Make(K::kCall, "conj", {Make(K::kSymbol, letters)});
  }
  if (what == "bar" || what == "line") return Make(K::kSymbol, letters);
  // A mark over one letter is style: \vec{v} is v.
  if (what == "vec" && letters.size() == 1) return Make(K::kSymbol, letters);
  return Make(K::kSymbol, what + " " + letters);
}

}  // namespace rbench::math
