#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/math/lexer.h"
#include "tasks/math/parser.h"
#include "tasks/math/syntax.h"

// The parser of one answer, behind ParseAnswer (parser.h): its members by source file.

namespace rbench::math {

// A recursive descent, one function a level of precedence. A function that fails returns kNone, and
// so does everything above it. Every way into itself leads through Primary, Exponent or
// FunctionArgument, which count the depth.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}
  ParseResult Run();

 private:
  using T = TokenKind;
  using K = NodeKind;
  static constexpr NodeId kNone = ~NodeId{0};

  static std::string Lower(std::string_view text);

  // Tokens and nodes.
  const Token& Now() const { return tokens_[at_]; }
  const Token& Ahead(size_t n) const { return tokens_[std::min(at_ + n, tokens_.size() - 1)]; }
  bool At(T kind) const { return Now().kind == kind; }
  bool Take(T kind) {
    if (!At(kind)) return false;
    ++at_;
    return true;
  }
  static std::string Shown(const Token& token);
  NodeId Fail(std::string message);
  NodeId TooLarge(const char* message);
  NodeId Make(K kind, std::string text, const std::vector<NodeId>& children = {},
              uint16_t count = 0);
  const Node& At(NodeId id) const { return tree_.nodes[id]; }
  std::vector<NodeId> Children(NodeId id) const {
    const auto span = tree_.ChildrenOf(id);
    return {span.begin(), span.end()};
  }
  struct Deeper {
    explicit Deeper(Parser& p) : parser(p) { ++parser.depth_; }
    ~Deeper() { --parser.depth_; }
    bool too_deep() const { return parser.depth_ > kMaxDepth; }
    Parser& parser;
  };

  // Words.
  // An answer that is only words: "no solution", \text{even}.
  NodeId Words();
  static bool IsMonth(std::string_view text);

  // Lists.
  bool AtSeparator() const;
  // One separator, or a comma and a word.
  void TakeSeparator(std::string* kind);
  // Items between separators; `top` allows what only a whole answer may hold.
  NodeId List(bool top);
  NodeId SuchThat(std::vector<NodeId>& items, const std::string& kind, NodeId condition);
  bool IsMembership(NodeId id) const;
  // "where k is an integer", "for k \in \mathbb{Z}", "(k \in \mathbb{Z})".
  NodeId Condition();
  bool TakeIsInteger();

  // Relations.
  NodeId Item();
  // "(mod 7)"
  bool AtModText();
  void TakeModClose();
  NodeId Colons();
  // "am" or "pm" where the token says it.
  std::string HalfOfDay() const;
  NodeId Sets();

  // Arithmetic.
  NodeId Sum();
  bool IsSet(NodeId id) const;
  NodeId SignedProduct();
  bool StartsFactor() const;
  // "(mod 7)" and "(k \in \mathbb{Z})" are no factors.
  bool OpensRemark() const;
  // The second bracket of ]0, 1[: nothing that it could open stands behind it.
  bool ClosesReversed() const;
  NodeId Product();
  // Words of a sentence, not factors: "the number is 10", but "2xy" and "ab c" are products.
  bool IsProse() const;
  bool IsWhole(NodeId id) const;
  NodeId SignedFactor();
  bool IsNumeric(NodeId id) const;
  // Units, words of scale and degrees in words behind a number; kNone where there are none.
  NodeId Dress(NodeId id, const std::vector<NodeId>& factors);
  // Whether the sign here is one behind its amount: 12 €.
  bool EndsAmount() const;
  static const char* ScaleOf(std::string_view word);
  // "cm^2", "square feet", "km/h", "m/s^2"; empty where it is none.
  std::string Unit();

  // Powers and postfix signs.
  NodeId Power();
  // Tokens of the "th" behind a whole number: 12th, 12^{th}, 12^\text{th}; 0 where there is none.
  size_t OrdinalMark(NodeId base) const;
  bool IsDegreeExponent() const;
  // 30^\circ, also 30^\circ 15'
  NodeId Degrees(NodeId base);
  NodeId Exponent();

  // Primaries.
  NodeId Primary();
  // \text{...} where an operand stands.
  NodeId TextWord();
  // _{...} as text: the tokens' own words, without braces.
  bool Subscript(std::string* out);
  bool IsChoiceOf() const;
  static std::string SubscriptText(const Token& token);
  NodeId Name();
  NodeId Run_();
  static bool TakesList(std::string_view name);
  NodeId Function();
  bool IsMinusOne() const;
  // sin 2x cos x: factors side by side, up to the next function.
  NodeId FunctionArgument();
  // What \frac12 takes: a group, or one sign.
  NodeId Argument();
  NodeId Root();
  NodeId BigOperator();
  NodeId Absolute();
  // { ... } of LaTeX: grouping; with commas a set.
  NodeId Group();
  NodeId Brackets();
  NodeId Environment();
  bool TakeEnd(const std::string& name);
  // "if x > 0", "otherwise"; nothing is "otherwise" too.
  NodeId CaseCondition();
  // \vec{v}, \overline{AB}, \triangle ABC
  NodeId Decorated();

  std::vector<Token> tokens_;
  size_t at_ = 0;
  size_t depth_ = 0;
  int bars_ = 0;
  int in_set_ = 0;
  int angles_ = 0;
  int colons_ = 0;
  int environments_ = 0;
  bool mixed_ = false;
  bool mod_open_ = false;
  bool too_large_ = false;
  SyntaxTree tree_;
  std::vector<uint16_t> depths_;  // of the nodes
  std::string message_;
  size_t position_ = 0;
};

}  // namespace rbench::math
