#include "tasks/code/code_rows.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "tasks/code/value_compare.h"
#include "tasks/code/value_json.h"

namespace rbench {
namespace {

Error Missing(std::string_view key) {
  return InvalidInput(fmt::format("the field \"{}\" is missing", key));
}

Error WrongKind(std::string_view key, std::string_view wanted) {
  return InvalidInput(fmt::format("the field \"{}\" is not {}", key, wanted));
}

Status CallWithRow(const CodeFile& file, size_t line, const Result<Value>& value,
                   const std::function<Status(const CodeRow&)>& f) {
  Status status = !value ? Status(value.error())
                  : value->kind() != ValueKind::kDict
                      ? Status(InvalidInput("the row is not a JSON object"))
                      : f(CodeRow(*value));
  if (status) return status;
  return std::move(status).error().WithContext(fmt::format("{}:{}", file.name, line));
}

// Counts lines up to rising positions.
class LineCounter {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  size_t LineOf(size_t position) {
    line_ +=
        static_cast<size_t>(std::count(text_.begin() + static_cast<ptrdiff_t>(at_),
                                       text_.begin() + static_cast<ptrdiff_t>(position), '\n'));
    at_ = position;
    return line_;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  size_t line_ = 1;
};

Status ForEachElement(const CodeFile& file, size_t position,
                      const std::function<Status(const CodeRow&)>& f) {
  const std::string_view text = file.bytes;
  LineCounter lines(text);
  const auto wrong = [&](std::string_view what) {
    return InvalidInput(fmt::format("{}:{}: {}", file.name, lines.LineOf(position), what));
  };
  position = SkipJsonSpace(text, position + 1);
  while (text.substr(position, 1) != "]") {
    const size_t line = lines.LineOf(position);
    const Result<Value> value = ReadJsonValueAt(text, position);
    RBENCH_RETURN_IF_ERROR(CallWithRow(file, line, value, f));
    position = SkipJsonSpace(text, position);
    const std::string_view sign = text.substr(position, 1);
    if (sign == "]") break;
    if (sign != ",") return wrong("\",\" or \"]\" is due");
    position = SkipJsonSpace(text, position + 1);
    if (text.substr(position, 1) == "]") return wrong("a value is due");
  }
  position = SkipJsonSpace(text, position + 1);
  if (position != text.size()) return wrong("text after the array");
  return {};
}

}  // namespace

Result<const Value*> CodeRow::Field(std::string_view key, ValueKind kind) const {
  const Value* value = object_.Find(key);
  if (value == nullptr) return Missing(key);
  if (value->kind() != kind) return WrongKind(key, fmt::format("a {}", ValueKindName(kind)));
  return value;
}

Result<std::string> CodeRow::Text(std::string_view key) const {
  RBENCH_ASSIGN_OR_RETURN(const Value* value, Field(key, ValueKind::kStr));
  return value->text();
}

Result<std::string> CodeRow::TextOr(std::string_view key, std::string_view fallback) const {
  const Value* value = object_.Find(key);
  if (value == nullptr || value->IsNone()) return std::string(fallback);
  return Text(key);
}

Result<std::string> CodeRow::IdText(std::string_view key) const {
  const Value* value = object_.Find(key);
  if (value != nullptr && value->kind() == ValueKind::kInt) return value->digits();
  RBENCH_ASSIGN_OR_RETURN(std::string text, Text(key));
  if (text.empty()) return WrongKind(key, "a text that is not empty");
  return text;
}

Result<std::vector<std::string>> CodeRow::Texts(std::string_view key) const {
  RBENCH_ASSIGN_OR_RETURN(const Value* list, Field(key, ValueKind::kList));
  std::vector<std::string> texts;
  for (const Value& item : list->items()) {
    if (item.kind() != ValueKind::kStr) return WrongKind(key, "a list of texts");
    texts.push_back(item.text());
  }
  return texts;
}

Result<double> CodeRow::Number(std::string_view key) const {
  const Value* value = object_.Find(key);
  if (value == nullptr) return Missing(key);
  if (value->kind() != ValueKind::kInt && value->kind() != ValueKind::kFloat) {
    return WrongKind(key, "a number");
  }
  return NearestDouble(*value);
}

Result<Value> CodeRow::Json(std::string_view key) const {
  RBENCH_ASSIGN_OR_RETURN(const Value* text, Field(key, ValueKind::kStr));
  Result<Value> value = ReadJsonValue(text->text());
  if (!value) {
    return std::move(value).error().WithContext(fmt::format("the field \"{}\"", key));
  }
  return value;
}

Status ForEachCodeRow(const CodeFile& file, const std::function<Status(const CodeRow&)>& f) {
  std::string_view text = file.bytes;
  if (!IsValidUtf8(text)) return InvalidInput(file.name + ": not UTF-8");
  const size_t first = SkipJsonSpace(text, 0);
  if (text.substr(first, 1) == "[") return ForEachElement(file, first, f);
  for (size_t line = 1; !text.empty(); ++line) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (SkipJsonSpace(row, 0) == row.size()) continue;
    RBENCH_RETURN_IF_ERROR(CallWithRow(file, line, ReadJsonValue(row), f));
  }
  return {};
}

std::string TextOrEmpty(const Value& dict, std::string_view key) {
  const Value* value = dict.Find(key);
  return value != nullptr && value->kind() == ValueKind::kStr ? value->text() : std::string();
}

void SetEvalPlusRules(EvalPlusDataset dataset, CodeProblem& problem) {
  problem.oracle = EvalPlusOracleOf(dataset, problem.entry_point);
  const bool plain = problem.atol == 0 && (problem.oracle == EvalPlusOracle::kNone ||
                                           problem.oracle == EvalPlusOracle::kAlwaysTrue);
  problem.faithful_rule = "evalplus";
  problem.strict_rule = plain ? "strict" : "evalplus";
}

Result<CodeProblems> CollectProblems(const std::vector<CodeFile>& files, const RowToProblem& read) {
  CodeProblems result;
  const auto add_row = [&](const CodeRow& row) -> Status {
    std::string skip;
    RBENCH_ASSIGN_OR_RETURN(CodeProblem problem, read(row, skip));
    if (skip.empty() && problem.tests.empty()) skip = "no_tests";
    if (skip.empty()) {
      result.problems.push_back(std::move(problem));
    } else {
      ++result.skipped[skip];
    }
    return {};
  };
  for (const CodeFile& file : files) RBENCH_RETURN_IF_ERROR(ForEachCodeRow(file, add_row));
  return result;
}

}  // namespace rbench
