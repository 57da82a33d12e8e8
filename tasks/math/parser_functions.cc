#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/math/answer_parser.h"
#include "tasks/math/unit_names.h"

// Functions and operators with their arguments: sin 2x, log_2 8, sqrt, sums, |x|.

namespace rbench::math {

bool Parser::TakesList(std::string_view name) {
  return name == "gcd" || name == "lcm" || name == "max" || name == "min";
}

NodeId Parser::Function() {
  const std::string name = Now().text;
  ++at_;
  NodeId power = kNone;
  NodeId base = kNone;
  bool inverse = false;
  for (int i = 0; i < 2; ++i) {
    if (At(T::kUnderscore) && base == kNone) {
      ++at_;
      // \log_28 has the base 2, log_10 5 the base 10.
      const T behind = Ahead(1).kind;
      const bool last = behind == T::kEnd || behind == T::kPlus || behind == T::kMinus ||
                        behind == T::kComma || behind == T::kRelation || behind == T::kClose ||
                        behind == T::kGroupClose || behind == T::kTimes || behind == T::kDivide;
      base = At(T::kNumber) && last ? Argument() : Primary();
      if (base == kNone) return kNone;
    } else if (At(T::kCaret) && power == kNone && !inverse) {
      ++at_;
      if (IsMinusOne()) {
        inverse = true;
        at_ += At(T::kGroupOpen) ? 4 : 2;
      } else {
        power = Exponent();
        if (power == kNone) return kNone;
      }
    }
  }
  std::vector<NodeId> arguments;
  if (At(T::kOpen) && (Now().text == "(" || (Now().text == "{" && TakesList(name)))) {
    const NodeId inside = Brackets();
    if (inside == kNone) return kNone;
    if (At(inside).kind == K::kBracketed)
      arguments = Children(inside);
    else
      arguments = {inside};
  } else {
    const NodeId argument = FunctionArgument();
    if (argument == kNone) return kNone;
    arguments = {argument};
  }
  std::string called = name;
  if (inverse) {
    constexpr std::string_view kInvertible[] = {"sin", "cos",  "tan",  "cot", "sec",
                                                "csc", "sinh", "cosh", "tanh"};
    const bool known =
        std::find(std::begin(kInvertible), std::end(kInvertible), name) != std::end(kInvertible);
    if (known)
      called = "a" + name;
    else
      power = Make(K::kNegate, "", {Make(K::kNumber, "1")});
  }
  if (name == "factorial" && arguments.size() == 1) {
    return Make(K::kFactorial, "", arguments, 1);
  }
  if (base != kNone) {
    if (name != "log" || arguments.size() != 1) {
      if (name != "max" && name != "min") return Fail("a function with a subscript");
    } else {
      arguments.push_back(base);
    }
  }
  if (arguments.size() != 1 && !TakesList(name) && name != "binom" && name != "root" &&
      !(name == "log" && arguments.size() == 2)) {
    return Fail("a function of several arguments");
  }
  const NodeId call = Make(K::kCall, called, arguments);
  if (power == kNone || call == kNone) return call;
  return Make(K::kPower, "", {call, power});
}

bool Parser::IsMinusOne() const {
  if (At(T::kMinus)) return Ahead(1).kind == T::kNumber && Ahead(1).text == "1";
  return At(T::kGroupOpen) && Ahead(1).kind == T::kMinus && Ahead(2).kind == T::kNumber &&
         Ahead(2).text == "1" && Ahead(3).kind == T::kGroupClose;
}

NodeId Parser::FunctionArgument() {
  const Deeper deeper(*this);
  if (deeper.too_deep()) return TooLarge("nested too deep");
  if (At(T::kMinus)) {
    ++at_;
    const NodeId rest = FunctionArgument();
    return rest == kNone ? kNone : Make(K::kNegate, "", {rest});
  }
  if (At(T::kFunction)) return Power();
  std::vector<NodeId> factors;
  while (StartsFactor() && !At(T::kFunction)) {
    if (!factors.empty() && At(T::kOpen)) break;
    if (!factors.empty() && At(T::kRun) && IsUnitName(Lower(Now().text))) break;
    const NodeId next = Power();
    if (next == kNone) return kNone;
    factors.push_back(next);
    if (factors.size() > 64) return TooLarge("too many parts");
  }
  if (factors.empty()) return Fail("a function without an argument");
  // sin pi/6 and log 2/3 in plain text: the quotient of two numbers is the argument of sin.
  return factors.size() == 1 ? factors[0] : Make(K::kProduct, "", factors);
}

NodeId Parser::Argument() {
  if (At(T::kGroupOpen)) return Group();
  if (At(T::kNumber) && Now().text.size() > 1 &&
      Now().text.find_first_not_of("0123456789") == std::string::npos) {
    // \frac12: one digit at a time.
    const std::string digit = Now().text.substr(0, 1);
    tokens_[at_].text.erase(0, 1);
    return Make(K::kNumber, digit);
  }
  if (At(T::kRun)) {
    const std::string letter = Now().text.substr(0, 1);
    tokens_[at_].text.erase(0, 1);
    if (Now().text.size() == 1) tokens_[at_].kind = T::kName;
    return Make(K::kSymbol, letter);
  }
  return Primary();
}

NodeId Parser::Root() {
  const std::string fixed = Now().text;
  const bool plain = Now().value == 1;
  ++at_;
  NodeId index = fixed.empty() ? kNone : Make(K::kNumber, fixed);
  if (At(T::kOpen) && Now().text == "[") {
    ++at_;
    index = Sum();
    if (index == kNone) return kNone;
    if (!At(T::kClose) || Now().text != "]") return Fail("a root's index without its end");
    ++at_;
  }
  NodeId inside = kNone;
  if (At(T::kGroupOpen))
    inside = Group();
  else if (At(T::kOpen) && Now().text == "(")
    inside = Brackets();
  else
    inside = plain ? Primary() : Argument();
  if (inside == kNone) return kNone;
  if (At(inside).kind == K::kBracketed && At(inside).num_children != 1) {
    return Fail("a root of several values");
  }
  if (index == kNone) return Make(K::kCall, "sqrt", {inside});
  return Make(K::kCall, "root", {inside, index});
}

NodeId Parser::BigOperator() {
  const std::string name = Now().text;
  ++at_;
  NodeId lower = kNone;
  NodeId upper = kNone;
  for (int i = 0; i < 2; ++i) {
    if (At(T::kUnderscore) && lower == kNone) {
      ++at_;
      if (At(T::kGroupOpen)) {
        ++at_;
        lower = List(false);
        if (lower != kNone && !Take(T::kGroupClose)) return Fail("a bound without its end");
      } else {
        lower = Argument();
      }
      if (lower == kNone) return kNone;
    } else if (At(T::kCaret) && upper == kNone) {
      ++at_;
      upper = At(T::kGroupOpen) ? Group() : Argument();
      if (upper == kNone) return kNone;
    }
  }
  const NodeId body = Product();
  if (body == kNone) return kNone;
  std::vector<NodeId> children{body};
  if (lower != kNone) children.push_back(lower);
  if (upper != kNone) children.push_back(upper);
  return Make(K::kBigOperator, name, children);
}

NodeId Parser::Absolute() {
  const bool left = At(T::kOpenBar);
  ++at_;
  ++bars_;
  const NodeId inside = Sum();
  --bars_;
  if (inside == kNone) return kNone;
  if (!Take(left ? T::kCloseBar : T::kBar)) return Fail("a bar without its partner");
  return Make(K::kCall, "abs", {inside});
}

}  // namespace rbench::math
