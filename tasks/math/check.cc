#include "tasks/math/check.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "tasks/math/decide.h"
#include "tasks/math/parser.h"
#include "tasks/math/reading.h"

namespace rbench::math {
namespace {

// The text without what says nothing: white space, \left, \right, sizes; \dfrac is \frac. Only for
// finding that two texts are one.
std::string Bare(std::string_view text) {
  static constexpr std::string_view kSilent[] = {
      "\\left", "\\right", "\\displaystyle", "\\,", "\\!", "\\;", "\\ ", "$"};
  std::string out;
  while (!text.empty()) {
    const bool silent = std::any_of(std::begin(kSilent), std::end(kSilent), [&](auto word) {
      if (!text.starts_with(word)) return false;
      // \leftarrow is another word.
      const bool letter = word.size() > 2 && text.size() > word.size() &&
                          ((text[word.size()] >= 'a' && text[word.size()] <= 'z') ||
                           (text[word.size()] >= 'A' && text[word.size()] <= 'Z'));
      if (letter) return false;
      text.remove_prefix(word.size());
      return true;
    });
    if (silent) continue;
    if (text.starts_with("\\dfrac") || text.starts_with("\\tfrac")) {
      out += "\\frac";
      text.remove_prefix(6);
      continue;
    }
    if (text[0] != ' ' && text[0] != '\n' && text[0] != '\t' && text[0] != '\r') out += text[0];
    text.remove_prefix(1);
  }
  return out;
}

// One parsed side and the other trees that it may also be: "1,234" is a number or a list; "2,74" a
// list or a number.
struct Side {
  ParseResult parsed;
  std::vector<SyntaxTree> others;
};

std::optional<SyntaxTree> ListOfGroups(const SyntaxTree& tree) {
  const Node& root = tree[tree.root];
  if (root.kind != NodeKind::kNumber || root.text.find(',') == std::string::npos) {
    return std::nullopt;
  }
  SyntaxTree list;
  Node node;
  node.kind = NodeKind::kList;
  node.text = ",";
  std::string_view rest = root.text;
  while (true) {
    const size_t comma = rest.find(',');
    Node number;
    number.kind = NodeKind::kNumber;
    number.text = std::string(rest.substr(0, comma));
    // 1,034 is no list of 1 and 034.
    if (number.text.size() > 1 && number.text[0] == '0') return std::nullopt;
    list.children.push_back(static_cast<NodeId>(list.nodes.size()));
    list.nodes.push_back(std::move(number));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  node.num_children = static_cast<uint32_t>(list.children.size());
  list.root = static_cast<NodeId>(list.nodes.size());
  list.nodes.push_back(std::move(node));
  return list;
}

// "2,74" with a decimal comma. What is written "1,234" or "2, 74" is none.
std::optional<SyntaxTree> NumberWithComma(std::string_view text) {
  const auto is_digits = [](std::string_view part) {
    return !part.empty() && part.size() <= kMaxDigits / 2 &&
           part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::string bare = Bare(text);
  std::string_view rest = bare;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  const size_t comma = rest.find(',');
  if (comma == std::string_view::npos || text.find(", ") != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view whole = rest.substr(0, comma);
  const std::string_view decimals = rest.substr(comma + 1);
  if (!is_digits(whole) || !is_digits(decimals) || decimals.size() == 3) return std::nullopt;
  SyntaxTree tree;
  Node number;
  number.kind = NodeKind::kNumber;
  number.text = fmt::format("{}.{}", whole, decimals);
  tree.nodes.push_back(std::move(number));
  if (negative) {
    Node sign;
    sign.kind = NodeKind::kNegate;
    sign.num_children = 1;
    tree.children.push_back(0);
    tree.nodes.push_back(std::move(sign));
    tree.root = 1;
  }
  return tree;
}

Side ReadSide(std::string_view text, const Policy& policy) {
  Side side{ParseAnswer(text), {}};
  if (side.parsed.status != ParseStatus::kParsed) return side;
  if (auto list = ListOfGroups(side.parsed.tree)) side.others.push_back(*std::move(list));
  if (policy.decimal_comma && side.parsed.tree[side.parsed.tree.root].kind == NodeKind::kList) {
    if (auto number = NumberWithComma(text)) side.others.push_back(*std::move(number));
  }
  return side;
}

// The letter of "(c)" or \text{(c)}, in lower case; 0 where it is none. Without brackets where
// `bare`.
char ChoiceLetter(std::string_view text, bool bare) {
  std::string letters = Bare(text);
  for (const std::string_view command : {"\\textbf{", "\\mathbf{", "\\mathrm{", "\\text{"}) {
    if (!letters.starts_with(command) || !letters.ends_with('}')) continue;
    letters = letters.substr(command.size(), letters.size() - command.size() - 1);
  }
  if (letters.size() == 3 && letters.front() == '(' && letters.back() == ')') {
    letters = letters.substr(1, 1);
  } else if (!bare) {
    return 0;
  }
  if (letters.size() != 1) return 0;
  const char lower = static_cast<char>(letters[0] | 0x20);
  return lower >= 'a' && lower <= 'z' ? lower : '\0';
}

class Checking {
 public:
  Checking(const Policy& policy, Prover* prover, CheckTrace* trace)
      : policy_(policy), prover_(prover), trace_(trace) {}

  CheckResult Run(std::string_view gold, const std::vector<std::string_view>& answers) {
    for (const std::string_view answer : answers) {
      if (answer.size() > kMaxAnswerBytes) return {Decision::kUndecided, "too_large"};
    }
    const bool same_text = answers.size() == 1 && policy_.form == "any" &&
                           gold.size() <= kMaxAnswerBytes && Bare(gold) == Bare(answers[0]);
    const Side g = ReadSide(gold, policy_);
    std::vector<Side> sides;
    for (const std::string_view answer : answers) sides.push_back(ReadSide(answer, policy_));
    if (trace_ != nullptr) {
      trace_->gold_syntax = Shown(g);
      for (const Side& side : sides) {
        if (!trace_->answer_syntax.empty()) trace_->answer_syntax += " ; ";
        trace_->answer_syntax += Shown(side);
      }
    }
    if (same_text) return {Decision::kEqual, "same_text"};
    // The choice "(c)" is met by C.
    const char choice = answers.size() == 1 ? ChoiceLetter(gold, false) : '\0';
    if (choice != 0 && ChoiceLetter(answers[0], true) == choice) {
      return {Decision::kEqual, "choice"};
    }
    // Who cannot read the gold can call nothing wrong.
    if (g.parsed.status != ParseStatus::kParsed) return {Decision::kUndecided, "gold_unparsed"};
    for (const Side& side : sides) {
      if (side.parsed.status == ParseStatus::kUnparsed) return {Decision::kNotEqual, "unparsed"};
      if (side.parsed.status == ParseStatus::kTooLarge) return {Decision::kUndecided, "too_large"};
    }
    return Readings(g, sides);
  }

 private:
  static std::string Shown(const Side& side) {
    if (side.parsed.status == ParseStatus::kParsed) return DumpSyntax(side.parsed.tree);
    return fmt::format("no answer: {} at byte {}", side.parsed.message, side.parsed.position);
  }

  // Every reading of the two sides: equal under one is equal.
  CheckResult Readings(const Side& gold, const std::vector<Side>& answers) {
    bool has_log = HasBareLog(gold.parsed.tree);
    for (const Side& side : answers) has_log = has_log || HasBareLog(side.parsed.tree);
    std::optional<CheckResult> best;
    for (const bool base_10 : {false, true}) {
      if (base_10 && !has_log) break;
      for (const SyntaxTree* g : Trees(gold)) {
        if (answers.size() == 1) {
          for (const SyntaxTree* a : Trees(answers[0])) {
            if (Better(best, One(*g, {a}, base_10))) return *best;
          }
        } else {
          std::vector<const SyntaxTree*> parts;
          for (const Side& side : answers) parts.push_back(&side.parsed.tree);
          if (Better(best, One(*g, parts, base_10))) return *best;
        }
      }
    }
    return *best;
  }

  static std::vector<const SyntaxTree*> Trees(const Side& side) {
    std::vector<const SyntaxTree*> trees{&side.parsed.tree};
    for (const SyntaxTree& other : side.others) trees.push_back(&other);
    return trees;
  }

  // Keeps the stronger result; true where it is final.
  static bool Better(std::optional<CheckResult>& best, CheckResult result) {
    const auto rank = [](Decision d) {
      return d == Decision::kEqual ? 3 : d == Decision::kUngraded ? 2 : d == Decision::kUndecided;
    };
    if (!best || rank(result.decision) > rank(best->decision)) best = std::move(result);
    return best->decision == Decision::kEqual;
  }

  CheckResult One(const SyntaxTree& gold, const std::vector<const SyntaxTree*>& answers,
                  bool base_10) {
    Expressions expressions;
    const ReadingOptions options{base_10};
    const Value g = ReadValue(gold, expressions, options);
    Value a;
    if (answers.size() == 1) {
      a = ReadValue(*answers[0], expressions, options);
    } else {
      a.kind = ValueKind::kList;
      a.text = ",";
      for (const SyntaxTree* tree : answers) {
        Value item = ReadValue(*tree, expressions, options);
        a.unevaluated = a.unevaluated || item.unevaluated;
        if (item.kind == ValueKind::kList) {
          for (Value& inner : item.items) a.items.push_back(std::move(inner));
        } else {
          a.items.push_back(std::move(item));
        }
      }
    }
    std::function<void(std::string)> say;
    if (trace_ != nullptr)
      say = [&](std::string line) { trace_->steps.push_back(std::move(line)); };
    ExpressionDecider decider(expressions, policy_, prover_, say);
    if (answers.size() > 1) Collapse(a, decider);
    const Outcome outcome = EqualValues(g, a, policy_, decider);
    CheckResult result{outcome.decision, outcome.reason};
    if (outcome.equal() && a.unevaluated && !policy_.unevaluated_ok &&
        result.reason != "same_form") {
      result = {Decision::kNotEqual, "unevaluated"};
    }
    if (trace_ != nullptr) {
      trace_->steps.push_back(fmt::format("{}{} by {}", base_10 ? "with \\log to base 10: " : "",
                                          DecisionName(result.decision), result.reason));
    }
    return result;
  }

  // Joined boxes with one value are one answer: "\boxed{1/2}, that is \boxed{0.5}".
  void Collapse(Value& list, ExpressionDecider& decider) const {
    std::vector<Value> kept;
    for (Value& item : list.items) {
      const bool known = std::any_of(kept.begin(), kept.end(), [&](const Value& other) {
        return EqualValues(other, item, policy_, decider).equal();
      });
      if (!known) kept.push_back(std::move(item));
    }
    if (kept.size() == 1) {
      const bool unevaluated = list.unevaluated;
      list = Value(std::move(kept[0]));
      list.unevaluated = unevaluated;
    } else {
      list.items = std::move(kept);
    }
  }

  const Policy& policy_;
  Prover* const prover_;
  CheckTrace* const trace_;
};

}  // namespace

const char* DecisionName(Decision decision) {
  switch (decision) {
    case Decision::kEqual:
      return "equal";
    case Decision::kNotEqual:
      return "not_equal";
    case Decision::kUndecided:
      return "undecided";
    case Decision::kUngraded:
      return "ungraded";
  }
  return "undecided";
}

CheckResult Check(std::string_view gold, std::string_view answer, const Policy& policy,
                  Prover* prover, CheckTrace* trace) {
  return Checking(policy, prover, trace).Run(gold, {answer});
}

CheckResult CheckList(std::string_view gold, const std::vector<std::string_view>& answers,
                      const Policy& policy, Prover* prover, CheckTrace* trace) {
  return Checking(policy, prover, trace).Run(gold, answers);
}

bool ReadsAsAnswer(std::string_view text) {
  return ParseAnswer(text).status == ParseStatus::kParsed;
}

}  // namespace rbench::math
