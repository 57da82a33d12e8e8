#include <string>
#include <utility>
#include <vector>

#include "tasks/math/answer_parser.h"

// Groups, brackets and environments.

namespace rbench::math {

NodeId Parser::Group() {
  ++at_;
  if (Take(T::kGroupClose)) return Fail("an empty group");
  const int bars = std::exchange(bars_, 0);
  NodeId inside = List(false);
  if (inside != kNone && At(T::kChoose)) {
    ++at_;
    const NodeId low = Sum();
    inside = Make(K::kCall, "binom", {inside, low});
  }
  bars_ = bars;
  if (inside == kNone) return kNone;
  if (!Take(T::kGroupClose)) return Fail("a group without its end");
  if (At(inside).kind == K::kList) return Make(K::kBracketed, "{}", Children(inside));
  return inside;
}

NodeId Parser::Brackets() {
  const std::string open = Now().text;
  ++at_;
  const bool set = open == "{";
  const int bars = std::exchange(bars_, 0);
  const int in_set = std::exchange(in_set_, set ? 1 : 0);
  const int angles = std::exchange(angles_, open == "<" ? 1 : 0);
  std::vector<NodeId> items;
  NodeId condition = kNone;
  bool failed = false;
  bool binomial = false;
  if (At(T::kClose) && (set || open == "(")) {
    /* {} and () */
  } else {
    while (true) {
      const NodeId item = Item();
      if (item == kNone) {
        failed = true;
        break;
      }
      items.push_back(item);
      if (At(T::kChoose)) {
        binomial = true;
        ++at_;
        continue;
      }
      if (set && (At(T::kBar) || At(T::kMid) || At(T::kColon))) {
        ++at_;
        in_set_ = 0;
        condition = List(false);
        failed = condition == kNone;
        break;
      }
      if (At(T::kComma) || At(T::kSemicolon) || (set && (At(T::kAnd) || At(T::kOr)))) {
        ++at_;
        continue;
      }
      break;
    }
  }
  bars_ = bars;
  in_set_ = in_set;
  angles_ = angles;
  if (failed) return kNone;
  std::string close;
  if (At(T::kClose)) {
    close = Now().text;
  } else if (At(T::kOpen) && Now().text == "[" && items.size() == 2 &&
             (open == "]" || open == "[" || open == "(")) {
    close = "["; /* [a, b[ */
  } else if (At(T::kRelation) && Now().text == ">" && open == "<") {
    close = ">";
  } else {
    return Fail("a bracket without its partner");
  }
  const bool matching = (open == "(" && close == ")") || (open == "[" && close == "]") ||
                        (open == "{" && close == "}") || (open == "<" && close == ">");
  const bool interval = items.size() == 2 && !set && close != "}" && open != "<" && close != ">";
  if (!matching && !interval) return Fail("brackets that do not match");
  ++at_;
  if (binomial) {
    if (items.size() != 2) return Fail("choose of other than two");
    return Make(K::kCall, "binom", items);
  }
  // ]a, b[ is (a, b).
  if (open == "]")
    close = close == "[" ? ")" : close;
  else if (close == "[")
    close = ")";
  const std::string brackets = (open == "]" ? "(" : open) + close;
  if (set) {
    if (condition != kNone) {
      const NodeId what = items.size() == 1 ? items[0] : Make(K::kList, ",", items);
      return Make(K::kSuchThat, "", {what, condition});
    }
    if (items.empty()) return Make(K::kEmptySet, "");
    return Make(K::kBracketed, "{}", items);
  }
  if (items.empty()) return Fail("empty brackets");
  if (items.size() == 1 && brackets == "()") return items[0];
  return Make(K::kBracketed, brackets, items);
}

NodeId Parser::Environment() {
  const std::string name = Now().text;
  ++at_;
  const bool cases = name == "cases" || name == "dcases" || name == "rcases";
  const bool matrix = name == "pmatrix" || name == "bmatrix" || name == "vmatrix" ||
                      name == "matrix" || name == "array" || name == "Bmatrix" ||
                      name == "Vmatrix" || name == "smallmatrix";
  const bool plain = name == "aligned" || name == "align" || name == "align*" ||
                     name == "gathered" || name == "equation" || name == "equation*" ||
                     name == "split";
  if (!cases && !matrix && !plain) return Fail("an environment that is no answer");
  if (plain) {
    while (Take(T::kAmpersand)) {
    }
    const NodeId inside = List(false);
    if (inside == kNone) return kNone;
    if (!TakeEnd(name)) return Fail("an environment without its end");
    return inside;
  }
  ++environments_;
  std::vector<NodeId> cells;
  uint16_t rows = 0;
  size_t columns = 0;
  bool failed = false;
  bool otherwise = false;
  const int bars = std::exchange(bars_, 0);
  while (!failed) {
    if (At(T::kEnd_)) break;
    size_t in_row = 0;
    while (true) {
      NodeId cell = cases && in_row > 0 ? CaseCondition() : cases ? Item() : Item();
      if (cell == kNone) {
        failed = true;
        break;
      }
      ++in_row;
      if (cases && in_row > 1 && At(cell).kind == K::kWords && At(cell).text == "otherwise") {
        otherwise = true; /* a last value alone */
        break;
      }
      cells.push_back(cell);
      if (cases && in_row == 1) {
        Take(T::kComma);
        if (!At(T::kAmpersand) && (At(T::kText) || At(T::kRun))) continue;
      }
      if (!Take(T::kAmpersand)) break;
    }
    Take(T::kComma);
    if (otherwise && !At(T::kEnd_) && !(At(T::kRowEnd) && Ahead(1).kind == T::kEnd_)) {
      failed = true;
      Fail("a case behind the last");
    }
    ++rows;
    if (rows == 1) columns = in_row;
    if (!cases && in_row != columns) {
      failed = true;
      Fail("rows of different length");
    }
    if (!Take(T::kRowEnd)) break;
  }
  --environments_;
  bars_ = bars;
  if (failed) return kNone;
  if (!TakeEnd(name)) return Fail("an environment without its end");
  if (cases) return Make(K::kCases, "", cells);
  const char* brackets = name == "pmatrix"   ? "()"
                         : name == "bmatrix" ? "[]"
                         : name == "vmatrix" ? "||"
                                             : "";
  return Make(K::kMatrix, brackets, cells, rows);
}

bool Parser::TakeEnd(const std::string& name) {
  if (!At(T::kEnd_) || Now().text != name) return false;
  ++at_;
  return true;
}

NodeId Parser::CaseCondition() {
  if (At(T::kRowEnd) || At(T::kEnd_)) return Make(K::kWords, "otherwise");
  while (At(T::kText) || At(T::kRun)) {
    const std::string text = Lower(Now().text);
    if (text == "otherwise" || text == "else") {
      ++at_;
      return Make(K::kWords, "otherwise");
    }
    if (text != "if" && text != "for" && text != "when" && text != "where") break;
    ++at_;
  }
  const NodeId condition = List(false);
  if (condition == kNone || (!At(T::kText) && !At(T::kRun))) return condition;
  // "n even", "n is even"
  std::string property;
  for (; At(T::kText) || At(T::kRun); ++at_) {
    const std::string word = Lower(Now().text);
    if (word != "is") property += (property.empty() ? "" : " ") + word;
  }
  if (property.starts_with("is ")) property.erase(0, 3);
  return Make(K::kRelation, "is", {condition, Make(K::kWords, property)});
}

}  // namespace rbench::math
