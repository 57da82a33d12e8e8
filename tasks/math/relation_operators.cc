#include "tasks/math/relation_operators.h"

#include <algorithm>

namespace rbench::math {

std::vector<std::string_view> RelationOperators(std::string_view text) {
  std::vector<std::string_view> ops;
  while (!text.empty()) {
    const size_t blank = std::min(text.find(' '), text.size());
    ops.push_back(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return ops;
}

std::string_view MirroredOperator(std::string_view op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  return op;
}

bool IsEquation(const Value& value) {
  if (value.kind != ValueKind::kRelation) return false;
  const auto ops = RelationOperators(value.text);
  return std::all_of(ops.begin(), ops.end(), [](std::string_view op) {
    return op == "=" || op == "~" || op == "==" || op == "->";
  });
}

}  // namespace rbench::math
