#include "tests/tasks/math/gold_rewrites.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "tasks/math/parser.h"
#include "tasks/task.h"

namespace rbench {
namespace {

using math::NodeKind;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A command with its name, a command whose group is text with that group, a run of digits or of
// letters, white space, or one character (all bytes of it).
std::vector<std::string_view> PiecesOf(std::string_view text) {
  constexpr std::string_view kWithGroup[] = {"\\text",   "\\textbf", "\\textit", "\\textrm",
                                             "\\mathrm", "\\mbox",   "\\begin",  "\\end",
                                             "\\operatorname", "\\mathbb"};
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    size_t size = 1;
    const auto run = [&](auto&& member) {
      while (size < text.size() && member(text[size])) ++size;
    };
    if (text[0] == '\\' && text.size() > 1) {
      if (IsLetter(text[1])) {
        run(IsLetter);
        const bool group = std::find(std::begin(kWithGroup), std::end(kWithGroup),
                                     text.substr(0, size)) != std::end(kWithGroup);
        if (group && size < text.size() && text[size] == '{') {
          size_t depth = 0;
          do {
            if (text[size] == '{') ++depth;
            if (text[size] == '}') --depth;
            ++size;
          } while (size < text.size() && depth > 0);
        }
      } else {
        size = 2;
      }
    } else if (IsLetter(text[0])) {
      run(IsLetter);
    } else if (IsDigit(text[0])) {
      run(IsDigit);
    } else if (static_cast<unsigned char>(text[0]) >= 0x80) {
      run([](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; });
    }
    pieces.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return pieces;
}

std::string Joined(const std::vector<std::string_view>& pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

std::string Replaced(const std::vector<std::string_view>& pieces, std::string_view from,
                     std::string_view to) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece == from ? to : piece;
  return out;
}

bool Has(const std::vector<std::string_view>& pieces, std::string_view piece) {
  return std::find(pieces.begin(), pieces.end(), piece) != pieces.end();
}

// Whether a blank between two pieces changes nothing.
bool MayPart(std::string_view before, std::string_view after) {
  const auto plain = [](char c) { return IsLetter(c) || IsDigit(c); };
  const auto one_of = [](char c, const char* set) { return std::strchr(set, c) != nullptr; };
  const char a = before.back();
  const char b = after.front();
  if (before.front() != '\\' && plain(a) && plain(b)) return false;
  if (before.front() != '\\' && IsLetter(a) && b == '(') return false; /* C(5,2) */
  if (one_of(a, "_^.,'*$`#<>=+-!:~\\ \n") && one_of(b, "_^.,'*$`#<>=+-!:~ \n")) return false;
  return !one_of(a, ".,_'*$`\\") && !one_of(b, ".,_'*$`");
}

std::string WithBlanks(const std::vector<std::string_view>& pieces, PhiloxStream& random) {
  std::string out;
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0 && random.NextBelow(2) == 0 && MayPart(pieces[i - 1], pieces[i])) out += ' ';
    out += pieces[i];
  }
  return out;
}

// The parts between commas outside all brackets and groups.
std::vector<std::string> SplitAtCommas(const std::vector<std::string_view>& pieces) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const std::string_view piece : pieces) {
    if (piece == "(" || piece == "[" || piece == "{" || piece == "\\{") ++depth;
    if (piece == ")" || piece == "]" || piece == "}" || piece == "\\}") --depth;
    if (piece == "," && depth == 0) parts.emplace_back();
    else parts.back() += piece;
  }
  return parts;
}

void Shuffle(std::vector<std::string>& parts, PhiloxStream& random) {
  for (size_t i = parts.size(); i > 1; --i) {
    std::swap(parts[i - 1], parts[static_cast<size_t>(random.NextBelow(i))]);
  }
}

std::string JoinedByCommas(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += ", ";
    out += part;
  }
  return out;
}

// "1, 2, 3" or "\{1, 2, 3\}" in another order. Where only some items carry a name the order says
// whose it is.
std::optional<std::string> Shuffled(const std::string& gold, const math::SyntaxTree& tree,
                                    PhiloxStream& random) {
  const math::Node& root = tree[tree.root];
  const bool list = root.kind == NodeKind::kList && root.text == ",";
  const bool set = root.kind == NodeKind::kBracketed && root.text == "{}" &&
                   gold.starts_with("\\{") && gold.ends_with("\\}");
  if (!list && !set) return std::nullopt;
  size_t relations = 0;
  for (const math::NodeId child : tree.ChildrenOf(tree.root)) {
    if (tree[child].kind == NodeKind::kEllipsis) return std::nullopt;
    relations += tree[child].kind == NodeKind::kRelation;
  }
  if (relations != 0 && relations != root.num_children) return std::nullopt;
  const std::string inside = set ? gold.substr(2, gold.size() - 4) : gold;
  std::vector<std::string> parts = SplitAtCommas(PiecesOf(inside));
  if (parts.size() != root.num_children) return std::nullopt;
  Shuffle(parts, random);
  return set ? "\\{" + JoinedByCommas(parts) + "\\}" : JoinedByCommas(parts);
}

// "2x + 3 = y" for "y = 2x + 3".
std::optional<std::string> SidesSwapped(const std::vector<std::string_view>& pieces,
                                        const math::SyntaxTree& tree) {
  const math::Node& root = tree[tree.root];
  if (root.kind != NodeKind::kRelation || root.text != "=") return std::nullopt;
  if (std::count(pieces.begin(), pieces.end(), "=") != 1) return std::nullopt;
  const auto at = std::find(pieces.begin(), pieces.end(), "=");
  return Joined({at + 1, pieces.end()}) + " = " + Joined({pieces.begin(), at});
}

// The amount alone.
std::optional<std::string> WithoutUnit(const std::string& gold,
                                       const std::vector<std::string_view>& pieces,
                                       const math::SyntaxTree& tree) {
  const NodeKind kind = tree[tree.root].kind;
  const auto cut = [&](std::string_view end) -> std::optional<std::string> {
    if (!gold.ends_with(end)) return std::nullopt;
    return gold.substr(0, gold.size() - end.size());
  };
  if (kind == NodeKind::kDegree) {
    for (const std::string_view end : {"^\\circ", "^{\\circ}", "°"}) {
      if (auto amount = cut(end)) return amount;
    }
  } else if (kind == NodeKind::kPercent) {
    for (const std::string_view end : {"\\%", "%"}) {
      if (auto amount = cut(end)) return amount;
    }
  } else if (kind == NodeKind::kCurrency && gold.starts_with("\\$")) {
    return gold.substr(2);
  } else if (kind == NodeKind::kQuantity) {
    for (size_t i = pieces.size(); i-- > 0;) {
      if (!pieces[i].starts_with("\\text") && !pieces[i].starts_with("\\mathrm") &&
          !pieces[i].starts_with("\\mbox")) {
        continue;
      }
      // Nothing but an exponent behind the unit.
      const std::string behind = Joined({pieces.begin() + static_cast<long>(i) + 1, pieces.end()});
      if (!behind.empty() && behind[0] != '^') return std::nullopt;
      return Joined({pieces.begin(), pieces.begin() + static_cast<long>(i)});
    }
  }
  return std::nullopt;
}

bool IsBareNumber(const math::SyntaxTree& tree) {
  math::NodeId id = tree.root;
  if (tree[id].kind == NodeKind::kNegate) id = tree.ChildrenOf(id)[0];
  if (tree[id].kind == NodeKind::kQuotient) {
    const auto parts = tree.ChildrenOf(id);
    return tree[parts[0]].kind == NodeKind::kNumber && tree[parts[1]].kind == NodeKind::kNumber;
  }
  return tree[id].kind == NodeKind::kNumber;
}

bool IsOneFormula(NodeKind kind) {
  return kind == NodeKind::kNumber || (kind >= NodeKind::kNegate && kind <= NodeKind::kBigOperator);
}

}  // namespace

std::vector<GoldSet> PublishedGolds(const std::string& data_directory) {
  constexpr const char* kTasks[] = {"math500",   "math_test", "math_train",      "olympiadbench",
                                    "olymmath",  "olymmath_easy", "hmmt",        "hmmt_2024",
                                    "cmimc",     "theoremqa", "amc23",           "aime_1983_2023",
                                    "aime_2024", "aime_2025", "gsm8k"};
  std::vector<GoldSet> sets;
  for (const char* name : kTasks) {
    const auto task = LoadTask(name, {{data_directory}, {}});
    EXPECT_TRUE(task) << task.error().message;
    if (!task) continue;
    GoldSet set{name, {}};
    for (const Problem& problem : task->problems) set.golds.push_back(problem.gold);
    sets.push_back(std::move(set));
  }
  return sets;
}

std::vector<Rewrite> RewritesOf(const std::string& gold, PhiloxStream& random) {
  std::vector<Rewrite> rewrites = {
      {"blanks around", "  " + gold + " "},
      {"line ends around", "\n" + gold + "\n"},
      {"$", "$" + gold + "$"},
      {"\\( \\)", "\\(" + gold + "\\)"},
      {"\\[ \\]", "\\[ " + gold + " \\]"},
      {"\\boxed", "\\boxed{" + gold + "}"},
      {"\\displaystyle", "\\displaystyle " + gold},
      {"full stop", gold + "."},
      {"bold", "**" + gold + "**"},
  };
  // $ inside $ and * inside ** end them.
  const auto drop = [&](const char* name) {
    std::erase_if(rewrites, [&](const Rewrite& r) { return std::string_view(r.name) == name; });
  };
  if (gold.find('$') != std::string::npos) {
    for (const char* name : {"$", "\\( \\)", "\\[ \\]"}) drop(name);
  }
  if (gold.find('*') != std::string::npos) drop("bold");
  const std::vector<std::string_view> pieces = PiecesOf(gold);
  const auto add = [&](const char* name, std::string text) {
    if (text != gold) rewrites.push_back({name, std::move(text)});
  };
  add("blanks inside", WithBlanks(pieces, random));
  if (!Has(pieces, "\\left")) {
    if (Has(pieces, "(")) {
      std::string paired;
      for (const std::string_view piece : pieces) {
        if (piece == "(") paired += "\\left";
        if (piece == ")") paired += "\\right";
        paired += piece;
      }
      add("\\left \\right", paired);
      add("\\left alone", Replaced(pieces, "(", "\\left("));
      add("\\right alone", Replaced(pieces, ")", "\\right)"));
      add("\\bigl \\bigr", Replaced(PiecesOf(Replaced(pieces, "(", "\\bigl(")), ")", "\\bigr)"));
    }
  } else {
    add("without \\left \\right", Replaced(PiecesOf(Replaced(pieces, "\\left", "")), "\\right", ""));
    add("without \\left", Replaced(pieces, "\\left", ""));
    add("without \\right", Replaced(pieces, "\\right", ""));
  }
  if (Has(pieces, "\\frac")) {
    add("\\dfrac", Replaced(pieces, "\\frac", "\\dfrac"));
    add("\\tfrac", Replaced(pieces, "\\frac", "\\tfrac"));
  }
  if (Has(pieces, "\\dfrac")) add("\\frac", Replaced(pieces, "\\dfrac", "\\frac"));
  const math::ParseResult parsed = math::ParseAnswer(gold);
  if (parsed.status != math::ParseStatus::kParsed) return rewrites;
  const math::SyntaxTree& tree = parsed.tree;
  if (IsBareNumber(tree)) {
    add("x =", "x = " + gold);
    add("x=", "x=" + gold);
  }
  // A full stop ends the answer, not the group.
  if (IsOneFormula(tree[tree.root].kind) && gold.find_last_of(".,;") + 1 != gold.size()) {
    add("braces", "{" + gold + "}");
  }
  if (auto text = WithoutUnit(gold, pieces, tree)) add("unit omitted", *text);
  if (auto text = Shuffled(gold, tree, random)) add("order", *text);
  if (auto text = SidesSwapped(pieces, tree)) add("sides swapped", *text);
  return rewrites;
}

std::string WithOtherDigit(const std::string& text, PhiloxStream& random) {
  std::vector<size_t> places;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsDigit(text[i])) places.push_back(i);
  }
  if (places.empty()) return {};
  std::string other = text;
  char& digit = other[places[static_cast<size_t>(random.NextBelow(places.size()))]];
  digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(random.NextBelow(9))) % 10);
  return other;
}

}  // namespace rbench
