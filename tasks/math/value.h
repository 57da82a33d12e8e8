#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tasks/math/expression.h"

// What an answer means, as far as it can be said without the other side. Where a text can mean two
// things (an interval or a pair) its value keeps the form, and the gold decides in decide.h.

namespace rbench::math {

enum class ValueKind : uint8_t {
  kExpression,    // `expr`, with its dress: percent, degrees, unit, literal; `text` = the digits of a
                  // plain number
  kInfinity,      // `count` is its sign: 1, -1
  kNumeral,       // digits in base `count`; `expr` is the value
  kBracketed,     // `text` = "()", "[)", "<>" ...: tuple, vector, interval; items
  kList,          // unordered; items
  kSet,           // items
  kUnion,         // items are sets; likewise:
  kIntersection,
  kSetMinus,
  kNumberSet,     // `text` = "R", "Z" ...
  kEmptySet,
  kMatrix,        // items in row order, `count` rows
  kRelation,      // items, `text` = operators separated by blanks
  kCongruence,    // a, b, modulus
  kSuchThat,      // what, condition
  kCases,         // value, condition, ...
  kRatio,         // a:b:c; `text` = "am", "pm"; `count` 1: written like a time of day
  kText,          // `text`; items[0]: the product that the letters may also be
  kUnevaluated,   // an infinite sum, an integral, a limit: `text` is its syntax
};

struct Value {
  ValueKind kind = ValueKind::kText;
  ExprId expr = 0;
  int count = 0;
  std::string text;
  std::vector<Value> items;

  bool percent = false;  // expr is already the hundredth part
  bool degrees = false;  // expr is the number of degrees
  std::string unit;      // normalised name; "$" for currency
  int decimals = -1;     // decimals written, where expr is one decimal literal; -1 where it is none
  int significant = 0;   // significant digits of that literal
  bool literal = false;  // a number, a fraction or a mixed number as written
  bool reduced = true;   // false: a fraction that could be reduced, a denominator of one
  bool is_sum = false;       // written as a sum
  bool expandable = false;   // holds a product or power of a sum
  bool unevaluated = false;  // holds a sum, product or determinant that was carried out
  size_t nodes = 0;      // size of the syntax, scientific notation counted as one
};

}  // namespace rbench::math
