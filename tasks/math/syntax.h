#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The syntax tree of one answer: what is written, before anything is decided about its meaning.
// Whether (1,2) is a tuple or an interval, i a number or a variable, and 1,234 a number or a list,
// is decided by the gold (tasks/math/reading.h).

namespace rbench::math {

enum class NodeKind : uint8_t {
  // Atoms. `text` holds what was written, normalised.
  kNumber,      // "12", "12.50", ".5" -> "0.5", "1.5e3", "6.02e-23"; "1,234" keeps its commas where
                // they could also separate a list (1{,}234 and 1\,234 do not)
  kRepeating,   // "0.1(36)": 0.1\overline{36}, 0.1\dot3
  kNumeral,     // 1011_2, 1A_{16}: text "1011", base in `count`; digits may be letters
  kSymbol,      // one name: "x", "alpha", "x_1", "a_{n+1}" (text of the subscript), "A'"; also
                // "pi", "e", "i"
  kSymbolRun,   // plain letters side by side, case kept: "ab", "ABC", "yes": a word or a product
  kWords,       // several words or the text of \text{...}: lower case, single blanks
  kInfinity,    // \infty, inf, infinity, oo, ∞
  kEmptySet,    // \emptyset, \varnothing, ∅
  kNumberSet,   // "R", "Z", "N", "Q", "C", with "+", "-", "*" behind it where written
  kEllipsis,    // \ldots, \cdots, ...

  // Arithmetic.
  kNegate,      // -a
  kSum,         // n terms; a-b is kSum(a, kNegate(b))
  kProduct,     // n factors, written with or without a sign
  kQuotient,    // a/b, \frac{a}{b}, a÷b
  kMixed,       // 3 children: whole, numerator, denominator (all kNumber): 3\frac12, 7 3/4
  kPower,       // base, exponent; x^{-1}, e^x, 2²
  kFactorial,   // a!   (`count` = number of !)
  kCall,        // `text` = name in the table of parser.h; children = arguments
  kPlusMinus,   // \pm: 1 child (prefix) or 2 (between); `count` 1 means \mp
  kBigOperator, // `text` = "sum", "prod", "int", "lim", "max", "min" ...; children: body, then lower
                // and upper where written

  // Quantities.
  kPercent,     // a%
  kDegree,      // a^\circ, a°, a degrees; minutes and seconds of arc are summed into one child
  kCurrency,    // `text` = "$", "€", "£", "¥", "₹", "cent"; child = amount
  kQuantity,    // `text` = unit as written, normalised: "cm", "cm^2", "km/h", "square feet",
                // "apples"; child = amount
  kColon,       // a:b or a:b:c, ratio or clock time; `text` = "", "am" or "pm"

  // Structures.
  kBracketed,   // `text` = the two brackets: "()", "[]", "(]", "[)", "{}", "<>"; children = items
                // separated by commas (or ; where no comma is there). Plain parentheses around one
                // formula leave no node; "[]", "{}" of one item do.
  kList,        // no brackets: items separated by commas, semicolons, "and", "or", line breaks;
                // `text` = "," or "and" or "or" or ";"
  kUnion,       // \cup, ∪, "U" between brackets
  kIntersection,
  kSetMinus,    // \setminus, \backslash, and "-" between a number set and a set
  kMatrix,      // children in row order, `count` = number of rows; `text` = brackets: "()", "[]",
                // "||" (determinant), "" (plain array)
  kRelation,    // a chain: n operands; `text` = operators separated by blanks: "= <=" ; operators are
                // = != < <= > >= ~ (approximately) == (congruent, identical) in notin subset
                // subseteq -> ; "in" covers x \in S
  kCongruence,  // a ≡ b (mod m): 3 children
  kSuchThat,    // {x | cond} or "x, k \in Z" with a condition: 2 children: what, condition
  kCases,       // piecewise: children value, condition, value, condition, ...; a last value alone is
                // "otherwise"
};

const char* NodeKindName(NodeKind kind);  // "number", "sum", ...

using NodeId = uint32_t;

struct Node {
  NodeKind kind = NodeKind::kWords;
  uint16_t count = 0;      // see the kinds
  uint32_t first = 0;      // of SyntaxTree::children
  uint32_t num_children = 0;
  std::string text;
};

// Nodes are stored children first. At most kMaxNodes nodes, kMaxDepth deep.
struct SyntaxTree {
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  NodeId root = 0;

  const Node& operator[](NodeId id) const { return nodes[id]; }
  std::span<const NodeId> ChildrenOf(NodeId id) const {
    return std::span(children).subspan(nodes[id].first, nodes[id].num_children);
  }
};

inline constexpr size_t kMaxAnswerBytes = 4096;
inline constexpr size_t kMaxNodes = 512;
inline constexpr size_t kMaxDepth = 64;
inline constexpr size_t kMaxDigits = 1024;  // of one number

// One line: (sum (number 1) (negate (symbol x))); `text` follows the kind, quoted where it holds
// blanks or brackets; `count` follows as #n where it is not 0.
std::string DumpSyntax(const SyntaxTree& tree);

}  // namespace rbench::math
