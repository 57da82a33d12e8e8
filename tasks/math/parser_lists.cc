#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/math/answer_parser.h"

// Words, lists, conditions and relations: what stands between the items of an answer.

namespace rbench::math {

NodeId Parser::Words() {
  size_t words = 0;
  size_t long_words = 0;
  std::string text;
  size_t i = at_;
  for (; tokens_[i].kind != T::kEnd; ++i) {
    const Token& token = tokens_[i];
    std::string word;
    if (token.kind == T::kRun || token.kind == T::kText)
      word = token.text;
    else if (token.kind == T::kName && token.text.size() == 1 && words > 0)
      word = token.text;
    else if (token.kind == T::kAnd && long_words > 0)
      word = "and";
    else if (token.kind == T::kOr && long_words > 0)
      word = "or";
    else if (token.kind == T::kPrime && words > 0 && !token.space_before)
      word = "'";
    else if (token.kind == T::kMinus && words > 0 && tokens_[i + 1].kind == T::kRun)
      word = "-";
    else if (token.kind == T::kRelation && token.text == "in" && words > 0)
      word = "in";
    else if (words > 0 && IsMonth(text) && (token.kind == T::kNumber || token.kind == T::kComma)) {
      word = token.kind == T::kComma ? "," : token.text;
    } else {
      return kNone;
    }
    const bool glued = word == "'" || word == "," || word == "-" ||
                       (!text.empty() && (text.back() == '\'' || text.back() == '-'));
    if (!text.empty() && !glued) text += ' ';
    text += word;
    ++words;
    if (word.size() >= 3) ++long_words;
  }
  if (words == 0 || words > 6) return kNone;
  // One plain run may be a product; two short ones are mathematics.
  if (words == 1 && tokens_[at_].kind == T::kRun) return kNone;
  if (words > 1 && long_words == 0) return kNone;
  at_ = i;
  return Make(K::kWords, Lower(text));
}

bool Parser::IsMonth(std::string_view text) {
  constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};
  const std::string lower = Lower(text.substr(0, text.find_first_of(" ,")));
  return std::find(std::begin(kMonths), std::end(kMonths), lower) != std::end(kMonths);
}

bool Parser::AtSeparator() const {
  return At(T::kComma) || At(T::kSemicolon) || At(T::kAnd) || At(T::kOr) ||
         (At(T::kRowEnd) && environments_ == 0);
}

void Parser::TakeSeparator(std::string* kind) {
  if (At(T::kSemicolon) && *kind == ",") *kind = ";";
  if (!At(T::kAnd) && !At(T::kOr)) ++at_;
  if (At(T::kAnd)) *kind = "and";
  if (At(T::kOr)) *kind = "or";
  if (At(T::kAnd) || At(T::kOr)) ++at_;
}

NodeId Parser::List(bool top) {
  std::vector<NodeId> items;
  std::string kind = ",";
  while (true) {
    const NodeId item = Item();
    if (item == kNone) return kNone;
    items.push_back(item);
    if (top) {
      if (const NodeId condition = Condition(); condition != kNone) {
        return SuchThat(items, kind, condition);
      }
    }
    if (!AtSeparator()) break;
    TakeSeparator(&kind);
    if (top && At(T::kEnd)) return Fail("nothing behind a comma");
    if (top) {
      if (const NodeId condition = Condition(); condition != kNone) {
        return SuchThat(items, kind, condition);
      }
    }
  }
  // "k pi, k in Z"
  if (top && items.size() >= 2 && IsMembership(items.back())) {
    const NodeId condition = items.back();
    items.pop_back();
    return SuchThat(items, kind, condition);
  }
  if (items.size() == 1) return items[0];
  return Make(K::kList, kind, items);
}

NodeId Parser::SuchThat(std::vector<NodeId>& items, const std::string& kind, NodeId condition) {
  const NodeId what = items.size() == 1 ? items[0] : Make(K::kList, kind, items);
  return Make(K::kSuchThat, "", {what, condition});
}

bool Parser::IsMembership(NodeId id) const {
  const Node& node = At(id);
  if (node.kind != K::kRelation || node.text != "in" || node.num_children != 2) return false;
  const auto children = tree_.ChildrenOf(id);
  return At(children[0]).kind == K::kSymbol && At(children[1]).kind == K::kNumberSet;
}

NodeId Parser::Condition() {
  if (At(T::kText) || At(T::kRun)) {
    const std::string text = Lower(Now().text);
    const bool opens = text == "where" || text == "for" || text == "with" || text == "when" ||
                       text == "if" || text == "for all" || text == "for any" ||
                       text == "for some" || text == "for integer" || text == "for integers" ||
                       text == "where integer";
    if (opens) {
      const size_t before = at_++;
      const bool integer = text.find("integer") != std::string::npos;
      NodeId condition = kNone;
      if (At(T::kName) && (Ahead(1).kind == T::kText || Ahead(1).kind == T::kRun)) {
        condition = Make(K::kSymbol, Now().text);
        ++at_;
      } else {
        condition = Item();
      }
      if (condition != kNone && At(condition).kind == K::kSymbol) {
        bool is_integer = integer;
        if (At(T::kText) || At(T::kRun)) is_integer = TakeIsInteger() || is_integer;
        condition =
            is_integer ? Make(K::kRelation, "in", {condition, Make(K::kNumberSet, "Z")}) : kNone;
      }
      if (condition == kNone && !too_large_) at_ = before;
      return condition;
    }
    // \text{where $k$ is an integer} as one text
    constexpr std::string_view kEnds[] = {" is an integer", " is any integer", " integer",
                                          " is integer", " an integer"};
    for (const std::string_view end : kEnds) {
      if (!text.ends_with(end)) continue;
      std::string_view name = std::string_view(text).substr(0, text.size() - end.size());
      for (const std::string_view start : {"where ", "for any ", "for ", "with "}) {
        if (name.starts_with(start)) name.remove_prefix(start.size());
      }
      if (name.size() == 3 && name.front() == '$' && name.back() == '$') name = name.substr(1, 1);
      if (name.size() != 1) continue;
      ++at_;
      return Make(K::kRelation, "in",
                  {Make(K::kSymbol, std::string(name)), Make(K::kNumberSet, "Z")});
    }
  }
  if (At(T::kOpen) && Now().text == "(" && Ahead(1).kind == T::kName &&
      Ahead(2).kind == T::kRelation && Ahead(2).text == "in" && Ahead(3).kind == T::kNumberSet &&
      Ahead(4).kind == T::kClose) {
    const NodeId name = Make(K::kSymbol, Ahead(1).text);
    const NodeId set = Make(K::kNumberSet, Ahead(3).text);
    at_ += 5;
    return Make(K::kRelation, "in", {name, set});
  }
  return kNone;
}

bool Parser::TakeIsInteger() {
  size_t i = at_;
  std::string words;
  while (tokens_[i].kind == T::kText || tokens_[i].kind == T::kRun) {
    words += (words.empty() ? "" : " ") + Lower(tokens_[i].text);
    ++i;
  }
  if (words != "is an integer" && words != "is any integer" && words != "is integer" &&
      words != "an integer" && words != "integer") {
    return false;
  }
  at_ = i;
  return true;
}

NodeId Parser::Item() {
  // "= 5" and "≈ 5" stand for their right side.
  if (At(T::kRelation) && (Now().text == "=" || Now().text == "~") && Ahead(1).kind != T::kEnd) {
    ++at_;
  }
  NodeId first = Colons();
  if (first == kNone) return kNone;
  std::vector<NodeId> operands{first};
  std::string operators;
  while (At(T::kRelation) && !(angles_ > 0 && Now().text == ">")) {
    if (!operators.empty()) operators += ' ';
    operators += Now().text;
    ++at_;
    const NodeId next = Colons();
    if (next == kNone) return kNone;
    operands.push_back(next);
  }
  if (operands.size() == 1) return first;
  // a = b mod m, written with the sign of congruence
  if (operands.size() == 2 && operators == "==" && At(operands[1]).kind == K::kCall &&
      At(operands[1]).text == "mod") {
    const auto parts = Children(operands[1]);
    return Make(K::kCongruence, "", {operands[0], parts[0], parts[1]});
  }
  if (operands.size() == 2 && operators == "==" && (At(T::kPmod) || At(T::kMod) || AtModText())) {
    ++at_;
    const NodeId modulus = At(T::kGroupOpen) ? Primary() : Sum();
    TakeModClose();
    return Make(K::kCongruence, "", {operands[0], operands[1], modulus});
  }
  return Make(K::kRelation, operators, operands);
}

bool Parser::AtModText() {
  if (At(T::kOpen) && Now().text == "(" && Ahead(1).kind == T::kMod) {
    ++at_;
    mod_open_ = true;
    return true;
  }
  return false;
}

void Parser::TakeModClose() {
  if (mod_open_ && At(T::kClose)) ++at_;
  mod_open_ = false;
}

NodeId Parser::Colons() {
  const NodeId first = Sets();
  if (first == kNone || !At(T::kColon) || in_set_ > 0) return first;
  if (At(first).kind == K::kSymbolRun && At(first).text.size() >= 4) {
    return Fail("a word before a colon"); /* "Total: 12" */
  }
  std::vector<NodeId> parts{first};
  ++colons_;
  while (Take(T::kColon)) {
    const NodeId next = Sets();
    if (next == kNone) break;
    parts.push_back(next);
  }
  --colons_;
  if (!message_.empty() || too_large_) return kNone;
  const std::string half = HalfOfDay();
  if (!half.empty()) ++at_;
  return Make(K::kColon, half, parts);
}

std::string Parser::HalfOfDay() const {
  if (!At(T::kText) && !At(T::kRun)) return {};
  std::string text = Lower(Now().text);
  std::erase(text, '.');
  std::erase(text, ' ');
  return text == "am" || text == "pm" ? text : std::string();
}

NodeId Parser::Sets() {
  NodeId left = Sum();
  while (left != kNone) {
    K kind;
    if (At(T::kUnion))
      kind = K::kUnion;
    else if (At(T::kIntersection))
      kind = K::kIntersection;
    else if (At(T::kSetMinus))
      kind = K::kSetMinus;
    else
      break;
    ++at_;
    const NodeId right = Sum();
    if (right == kNone) return kNone;
    const bool flat = kind != K::kSetMinus && At(left).kind == kind;
    std::vector<NodeId> children = flat ? Children(left) : std::vector<NodeId>{left};
    children.push_back(right);
    left = Make(kind, "", children);
  }
  return left;
}

}  // namespace rbench::math
