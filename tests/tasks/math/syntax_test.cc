#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tasks/math/parser.h"
#include "tasks/math/syntax.h"

// tests/tasks/math/cases/syntax.txt: one syntax tree a line; and the caps of syntax.h.

namespace rbench::math {
namespace {

constexpr std::string_view kArrow = " ==> ";

// ␤ and ␉ of the case file.
std::string Written(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("␤") || text.starts_with("␉")) {
      out += text.starts_with("␤") ? '\n' : '\t';
      text.remove_prefix(std::string_view("␤").size());
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string Shown(const ParseResult& result) {
  switch (result.status) {
    case ParseStatus::kParsed:
      return DumpSyntax(result.tree);
    case ParseStatus::kUnparsed:
      return "! " + std::to_string(result.position);
    case ParseStatus::kTooLarge:
      return "too large";
  }
  return "";
}

size_t DepthOf(const SyntaxTree& tree, NodeId id) {
  size_t below = 0;
  for (const NodeId child : tree.ChildrenOf(id)) below = std::max(below, DepthOf(tree, child));
  return below + 1;
}

// What syntax.h promises of every tree.
void CheckTree(const SyntaxTree& tree) {
  ASSERT_LT(tree.root, tree.nodes.size());
  EXPECT_LE(tree.nodes.size(), kMaxNodes);
  for (NodeId id = 0; id < tree.nodes.size(); ++id) {
    ASSERT_LE(tree.nodes[id].first + tree.nodes[id].num_children, tree.children.size());
    for (const NodeId child : tree.ChildrenOf(id)) EXPECT_LT(child, id) << "children come first";
  }
  EXPECT_LE(DepthOf(tree, tree.root), kMaxDepth);
}

struct Case {
  int line;
  std::string text;
  std::string want;
};

std::vector<Case> Cases() {
  const auto file = ReadFile("tests/tasks/math/cases/syntax.txt");
  EXPECT_TRUE(file) << file.error().message;
  std::vector<Case> cases;
  if (!file) return cases;
  std::string_view rest = *file;
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t arrow = line.find(kArrow);
    if (line.empty() || (line.starts_with("# ") && !line.starts_with("# ==>"))) continue;
    EXPECT_NE(arrow, std::string_view::npos) << "line " << number << ": " << line;
    if (arrow == std::string_view::npos) continue;
    cases.push_back({number, Written(line.substr(0, arrow)),
                     std::string(line.substr(arrow + kArrow.size()))});
  }
  return cases;
}

TEST(Syntax, EveryLineIsTheTreeItStates) {
  const std::vector<Case> cases = Cases();
  EXPECT_GE(cases.size(), 500u);
  for (const Case& row : cases) {
    SCOPED_TRACE("line " + std::to_string(row.line) + ": " + row.text);
    const ParseResult result = ParseAnswer(row.text);
    if (row.want == "!") {
      EXPECT_EQ(result.status, ParseStatus::kUnparsed) << Shown(result);
    } else {
      EXPECT_EQ(Shown(result), row.want);
    }
    if (result.status == ParseStatus::kParsed) {
      CheckTree(result.tree);
    } else {
      EXPECT_LE(result.position, row.text.size());
      EXPECT_FALSE(result.message.empty());
    }
  }
}

// No kind of node that no line shows.
TEST(Syntax, EveryKindIsShown) {
  std::vector<bool> seen(static_cast<size_t>(NodeKind::kCases) + 1, false);
  for (const Case& row : Cases()) {
    const ParseResult result = ParseAnswer(row.text);
    if (result.status != ParseStatus::kParsed) continue;
    for (const Node& node : result.tree.nodes) seen[static_cast<size_t>(node.kind)] = true;
  }
  for (size_t kind = 0; kind < seen.size(); ++kind) {
    EXPECT_TRUE(seen[kind]) << NodeKindName(static_cast<NodeKind>(kind));
  }
}

// The dress of a whole answer changes no tree.
TEST(Syntax, DressChangesNothing) {
  for (const Case& row : Cases()) {
    if (row.want.starts_with("!") || row.text.find('$') != std::string::npos ||
        row.text.find_first_of("`*") != std::string::npos || row.text.find("\\[") == 0 ||
        row.text.find("\\(") == 0) {
      continue;
    }
    const std::string plain = Shown(ParseAnswer(row.text));
    if (plain.starts_with("!")) continue;
    for (const auto& [before, after] : std::vector<std::pair<std::string, std::string>>{
             {" ", "  "}, {"$", "$"}, {"\\(", "\\)"}, {"$$", "$$"}, {"\\[ ", " \\]"}, {"\n", "\n"}}) {
      EXPECT_EQ(Shown(ParseAnswer(before + row.text + after)), plain)
          << "line " << row.line << ": " << before << row.text << after;
    }
  }
}

std::string Repeated(std::string_view piece, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; ++i) out += piece;
  return out;
}

TEST(Syntax, CapsAreTooLargeAndNotUnparsed) {
  const auto status = [](const std::string& text) { return ParseAnswer(text).status; };
  EXPECT_EQ(status(std::string(kMaxDigits, '7')), ParseStatus::kParsed);
  EXPECT_EQ(status(std::string(kMaxDigits + 1, '7')), ParseStatus::kTooLarge);
  EXPECT_EQ(status("0." + std::string(kMaxDigits + 1, '7')), ParseStatus::kTooLarge);
  EXPECT_EQ(status("x" + std::string(kMaxAnswerBytes - 1, ' ')), ParseStatus::kParsed);
  EXPECT_EQ(status("x" + std::string(kMaxAnswerBytes, ' ')), ParseStatus::kTooLarge);
  EXPECT_EQ(status("x" + Repeated("+x", 200)), ParseStatus::kParsed);
  EXPECT_EQ(status("x" + Repeated("+x", kMaxNodes)), ParseStatus::kTooLarge);
  EXPECT_EQ(status(Repeated("(", 10) + "x+1" + Repeated(")", 10)), ParseStatus::kParsed);
  EXPECT_EQ(status(Repeated("(", 200) + "x+1" + Repeated(")", 200)), ParseStatus::kTooLarge);
  EXPECT_EQ(status(Repeated("{", 200) + "x+1" + Repeated("}", 200)), ParseStatus::kTooLarge);
  EXPECT_EQ(status(Repeated("\\frac{1}{", 200) + "x" + Repeated("}", 200)),
            ParseStatus::kTooLarge);
  EXPECT_EQ(status(Repeated("\\sqrt{", 200) + "x" + Repeated("}", 200)), ParseStatus::kTooLarge);
}

// Trees are no deeper than kMaxDepth however they grow: also to the left, and without brackets.
TEST(Syntax, NoTreeIsDeeperThanTheCap) {
  for (const std::string& text :
       {"2" + Repeated("^2", 100), "1" + Repeated("/1", 200), "5" + Repeated("%", 200),
        "9" + Repeated("°", 200), "1" + Repeated("±1", 100), "7" + Repeated(" mod 2", 100),
        "\\mathbb{R}" + Repeated("\\setminus A", 100), "\\sin" + Repeated("-", 300) + "x",
        Repeated("\\sin", 200) + "x", Repeated("-", 300) + "x", "x" + Repeated("^{2}", 100),
        Repeated("|", 100) + "x" + Repeated("|", 100), Repeated("C_{", 100) + "n" + Repeated("}", 100),
        "(" + Repeated("(1,2),", 100) + "3)", Repeated("\\$", 100) + "5"}) {
    SCOPED_TRACE(text.substr(0, 60));
    const ParseResult result = ParseAnswer(text);
    if (result.status == ParseStatus::kParsed) CheckTree(result.tree);
  }
}

// Whatever the bytes: an answer or none, never a crash, and a position inside the text.
TEST(Syntax, EveryPrefixAndSuffixOfEveryCaseEnds) {
  for (const Case& row : Cases()) {
    for (size_t i = 0; i <= row.text.size(); ++i) {
      for (const std::string& part : {row.text.substr(0, i), row.text.substr(i)}) {
        const ParseResult result = ParseAnswer(part);
        EXPECT_LE(result.position, part.size()) << part;
        if (result.status == ParseStatus::kParsed) CheckTree(result.tree);
      }
    }
  }
}

}  // namespace
}  // namespace rbench::math
