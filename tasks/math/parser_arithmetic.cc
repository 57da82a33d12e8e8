#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/math/answer_parser.h"
#include "tasks/math/unit_names.h"

// Sums and products, with the units and words behind a number.

namespace rbench::math {

NodeId Parser::Sum() {
  std::vector<NodeId> terms;
  NodeId first = SignedProduct();
  if (first == kNone) return kNone;
  terms.push_back(first);
  while (true) {
    if (At(T::kPlus) || At(T::kMinus)) {
      const bool minus = At(T::kMinus);
      ++at_;
      NodeId term = SignedProduct();
      if (term == kNone) return kNone;
      if (minus && IsSet(terms[0]) && terms.size() == 1) {
        terms[0] = Make(K::kSetMinus, "", {terms[0], term}); /* R - {0} */
        continue;
      }
      terms.push_back(minus ? Make(K::kNegate, "", {term}) : term);
    } else if (At(T::kPlusMinus) || At(T::kMinusPlus)) {
      const uint16_t mp = At(T::kMinusPlus);
      ++at_;
      const NodeId right = SignedProduct();
      if (right == kNone) return kNone;
      const NodeId left = terms.size() == 1 ? terms[0] : Make(K::kSum, "", terms);
      terms = {Make(K::kPlusMinus, "", {left, right}, mp)};
      if (terms[0] == kNone) return kNone;
    } else {
      break;
    }
  }
  return terms.size() == 1 ? terms[0] : Make(K::kSum, "", terms);
}

bool Parser::IsSet(NodeId id) const {
  return At(id).kind == K::kNumberSet || (At(id).kind == K::kBracketed && At(id).text == "{}");
}

NodeId Parser::SignedProduct() {
  bool negative = false;
  size_t signs = 0;
  while (At(T::kPlus) || At(T::kMinus)) {
    if (++signs > kMaxDepth) return TooLarge("too many signs");
    negative ^= At(T::kMinus);
    ++at_;
  }
  if (At(T::kPlusMinus) || At(T::kMinusPlus)) {
    const uint16_t mp = At(T::kMinusPlus) != negative;
    ++at_;
    return Make(K::kPlusMinus, "", {Product()}, mp);
  }
  const NodeId product = Product();
  if (!negative || product == kNone) return product;
  return Make(K::kNegate, "", {product});
}

bool Parser::StartsFactor() const {
  if (colons_ > 0 && !HalfOfDay().empty()) return false;
  switch (Now().kind) {
    case T::kNumber:
    case T::kRepeating:
    case T::kNumeral:
    case T::kName:
    case T::kRun:
    case T::kFunction:
    case T::kGroupOpen:
    case T::kOpenBar:
    case T::kFloorOpen:
    case T::kCeilOpen:
    case T::kFrac:
    case T::kSqrt:
    case T::kBinom:
    case T::kBigOperator:
    case T::kDecorated:
    case T::kInfinity:
    case T::kBegin:
      return true;
    case T::kOpen:
      if (Now().text == "(") return !OpensRemark();
      return Now().text == "[" && !ClosesReversed();
    case T::kBar:
      return bars_ == 0 && in_set_ == 0;
    default:
      return false;
  }
}

bool Parser::OpensRemark() const {
  return Ahead(1).kind == T::kMod || (Ahead(1).kind == T::kName && Ahead(2).kind == T::kRelation &&
                                      Ahead(2).text == "in" && Ahead(3).kind == T::kNumberSet);
}

bool Parser::ClosesReversed() const {
  switch (Ahead(1).kind) {
    case T::kEnd:
    case T::kComma:
    case T::kUnion:
    case T::kIntersection:
    case T::kSetMinus:
    case T::kClose:
    case T::kGroupClose:
    case T::kAnd:
    case T::kOr:
      return true;
    default:
      return false;
  }
}

NodeId Parser::Product() {
  NodeId first = Power();
  if (first == kNone) return kNone;
  std::vector<NodeId> factors{first};
  const auto product = [&] {
    return factors.size() == 1 ? factors[0] : Make(K::kProduct, "", factors);
  };
  while (true) {
    if (const NodeId dressed = Dress(product(), factors); dressed != kNone) {
      factors = {dressed};
      continue;
    }
    if (too_large_) return kNone;
    if (At(T::kTimes)) {
      ++at_;
      const NodeId next = SignedFactor();
      if (next == kNone) return kNone;
      factors.push_back(next);
    } else if (At(T::kDivide)) {
      ++at_;
      const NodeId next = SignedFactor();
      if (next == kNone) return kNone;
      // "7 3/4" is a mixed number; in "1/2 %" and "7 3/4 %" the sign is that of the whole.
      const K dress = At(next).kind;
      const bool dressed =
          (dress == K::kPercent || dress == K::kDegree) && At(Children(next)[0]).kind == K::kNumber;
      const NodeId bottom = dressed ? Children(next)[0] : next;
      NodeId fraction = kNone;
      if (factors.size() == 2 && mixed_ && At(factors[0]).kind == K::kNumber &&
          At(factors[1]).kind == K::kNumber && At(bottom).kind == K::kNumber) {
        fraction = Make(K::kMixed, "", {factors[0], factors[1], bottom});
      } else if (dressed && factors.size() == 1 && At(factors[0]).kind == K::kNumber) {
        fraction = Make(K::kQuotient, "", {factors[0], bottom});
      }
      if (too_large_) return kNone;
      if (fraction != kNone) {
        factors = {dressed ? Make(dress, "", {fraction}) : fraction};
      } else {
        factors = {Make(K::kQuotient, "", {product(), next})};
      }
      if (factors[0] == kNone) return kNone;
    } else if (At(T::kMod)) {
      ++at_;
      const NodeId next = SignedFactor();
      factors = {Make(K::kCall, "mod", {product(), next})};
      if (factors[0] == kNone) return kNone;
    } else if (StartsFactor()) {
      if (At(T::kNumber) || At(T::kRepeating)) {
        // A number right behind a number: only "7 3/4".
        const bool mixed = factors.size() == 1 && At(factors[0]).kind == K::kNumber &&
                           At(T::kNumber) && Ahead(1).kind == T::kDivide &&
                           Ahead(2).kind == T::kNumber;
        const K before = At(factors.back()).kind;
        if (!mixed && (before == K::kNumber || before == K::kRepeating || before == K::kMixed)) {
          return Fail("two numbers side by side");
        }
        mixed_ = mixed;
      }
      if (IsProse()) return Fail("words in a formula");
      const bool fraction = At(T::kFrac);
      const NodeId next = Power();
      if (next == kNone) return kNone;
      if (fraction && factors.size() == 1 && IsWhole(factors[0])) {
        // 3\frac12, and the sign of 33\frac13\% is that of the whole.
        const K dress = At(next).kind;
        const bool dressed = dress == K::kPercent || dress == K::kDegree;
        const NodeId inner = dressed ? Children(next)[0] : next;
        if (At(inner).kind == K::kQuotient && IsWhole(Children(inner)[0]) &&
            IsWhole(Children(inner)[1])) {
          const auto parts = Children(inner);
          const NodeId mixed = Make(K::kMixed, "", {factors[0], parts[0], parts[1]});
          factors = {dressed ? Make(dress, "", {mixed}) : mixed};
          if (factors[0] == kNone) return kNone;
          continue;
        }
      }
      factors.push_back(next);
    } else {
      break;
    }
    if (factors.size() > kMaxNodes) return TooLarge("too many parts");
  }
  return product();
}

bool Parser::IsProse() const {
  const Token& before = tokens_[at_ - 1];
  const auto word = [](const Token& token, size_t letters) {
    return token.kind == T::kRun && token.text.size() >= letters;
  };
  if (!Now().space_before) return false;
  if (word(before, 4) || word(Now(), 4)) return true;
  return word(before, 2) && (word(Now(), 2) || At(T::kNumber));
}

bool Parser::IsWhole(NodeId id) const {
  return At(id).kind == K::kNumber &&
         At(id).text.find_first_not_of("0123456789") == std::string::npos;
}

NodeId Parser::SignedFactor() {
  bool negative = false;
  size_t signs = 0;
  while (At(T::kPlus) || At(T::kMinus)) {
    if (++signs > kMaxDepth) return TooLarge("too many signs");
    negative ^= At(T::kMinus);
    ++at_;
  }
  const NodeId factor = Power();
  if (!negative || factor == kNone) return factor;
  return Make(K::kNegate, "", {factor});
}

bool Parser::IsNumeric(NodeId id) const {
  const Node& node = At(id);
  switch (node.kind) {
    case K::kNumber:
    case K::kRepeating:
    case K::kMixed:
      return true;
    case K::kSymbol:
      return node.text == "pi" || node.text == "e";
    case K::kNegate:
    case K::kSum:
    case K::kProduct:
    case K::kQuotient:
    case K::kPower:
    case K::kCall: {
      const auto children = tree_.ChildrenOf(id);
      return std::all_of(children.begin(), children.end(),
                         [&](NodeId child) { return IsNumeric(child); });
    }
    default:
      return false;
  }
}

NodeId Parser::Dress(NodeId id, const std::vector<NodeId>& factors) {
  if (id != kNone && At(T::kCurrency) && IsNumeric(id) && EndsAmount()) {
    const std::string sign = Now().text;
    ++at_;
    return Make(K::kCurrency, sign, {id});
  }
  if (id == kNone || (!At(T::kText) && !At(T::kRun) && !At(T::kName))) return kNone;
  if (colons_ > 0 && !HalfOfDay().empty()) return kNone;
  const std::string word = Now().text;
  const std::string lower = Lower(word);
  const bool numeric = IsNumeric(id);
  if (const char* scale = ScaleOf(lower); scale != nullptr && numeric) {
    ++at_;
    std::vector<NodeId> all = factors;
    all.push_back(Make(K::kNumber, scale));
    return Make(K::kProduct, "", all);
  }
  if ((lower == "degrees" || lower == "degree" || lower == "deg") && numeric) {
    ++at_;
    return Make(K::kDegree, "", {id});
  }
  if ((lower == "percent" || lower == "%") && numeric) {
    ++at_;
    return Make(K::kPercent, "", {id});
  }
  if (At(T::kName)) return kNone;
  if (At(T::kText) && !numeric && !IsUnitName(lower)) {
    // Words behind a formula: "x \text{ units}" only with a known unit.
    return kNone;
  }
  if (At(T::kRun)) {
    if (!numeric) return kNone;
    // "2xy" is a product; "5 cm" and "5 apples" are not.
    const bool unit = IsUnitName(lower) && word != "in";
    if (!unit && !(Now().space_before && word.size() >= 3)) return kNone;
  }
  const size_t before = at_;
  const std::string unit = Unit();
  if (unit.empty()) {
    at_ = before;
    return kNone;
  }
  return Make(K::kQuantity, unit, {id});
}

bool Parser::EndsAmount() const {
  switch (Ahead(1).kind) {
    case T::kEnd:
    case T::kComma:
    case T::kAnd:
    case T::kOr:
    case T::kClose:
    case T::kGroupClose:
    case T::kRelation:
    case T::kPlus:
    case T::kMinus:
      return true;
    default:
      return false;
  }
}

const char* Parser::ScaleOf(std::string_view word) {
  if (word == "hundred") return "100";
  if (word == "thousand") return "1000";
  if (word == "million" || word == "millions") return "1000000";
  if (word == "billion" || word == "billions") return "1000000000";
  if (word == "trillion") return "1000000000000";
  if (word == "dozen") return "12";
  return nullptr;
}

std::string Parser::Unit() {
  std::string unit;
  size_t words = 0;
  while (true) {
    if (At(T::kText) || At(T::kRun) || (At(T::kName) && !unit.empty())) {
      std::string text = Now().text;
      const std::string lower = Lower(text);
      if (lower == "where" || lower == "if" || lower == "for" || lower == "when") break;
      if (!unit.empty() && unit.back() != '/' && unit.back() != '*') unit += ' ';
      unit += NormalUnit(text);
      if (++words > 5) return {};
      ++at_;
    } else if (At(T::kCaret) && !unit.empty()) {
      size_t i = at_ + 1;
      const bool group = tokens_[i].kind == T::kGroupOpen;
      if (group) ++i;
      if (tokens_[i].kind != T::kNumber) return {};
      unit += "^" + tokens_[i].text;
      ++i;
      if (group) {
        if (tokens_[i].kind != T::kGroupClose) return {};
        ++i;
      }
      at_ = i;
    } else if (At(T::kDivide) && !unit.empty() &&
               (Ahead(1).kind == T::kText || Ahead(1).kind == T::kRun ||
                Ahead(1).kind == T::kName)) {
      unit += '/';
      ++at_;
    } else if (At(T::kTimes) && !unit.empty() &&
               (Ahead(1).kind == T::kText || Ahead(1).kind == T::kRun)) {
      unit += '*';
      ++at_;
    } else {
      break;
    }
  }
  return unit;
}

}  // namespace rbench::math
