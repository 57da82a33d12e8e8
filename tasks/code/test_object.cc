#include "tasks/code/test_object.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "tasks/code/code_rows.h"
#include "tasks/code/value_json.h"

namespace rbench {
namespace {

// Lists alone are what APPS has in its field "input_output".
constexpr std::string_view kListsLayout = "apps";
constexpr double kMaxLimit = 1e5;

Result<std::string> LayoutOf(const Value& object) {
  const Value* const layout = object.Find("layout");
  if (layout == nullptr) return std::string(kListsLayout);
  if (layout->kind() != ValueKind::kStr) return InvalidInput("\"layout\" is not a text");
  return layout->text();
}

Status ReadLimit(const CodeRow& row, const char* key, std::optional<double>& limit) {
  const Value* const value = row.Find(key);
  if (value == nullptr || value->IsNone()) return {};
  RBENCH_ASSIGN_OR_RETURN(limit, row.Number(key));
  if (*limit > 0 && *limit <= kMaxLimit) return {};
  return InvalidInput(fmt::format("\"{}\" must be above 0 and at most {:g}", key, kMaxLimit));
}

}  // namespace

Result<CodeProblem> ReadTestObject(std::string_view json) {
  RBENCH_ASSIGN_OR_RETURN(const Value object, ReadJsonValue(json));
  if (object.kind() != ValueKind::kDict) return InvalidInput("the tests are not a JSON object");
  RBENCH_ASSIGN_OR_RETURN(const std::string layout, LayoutOf(object));
  const bool lists = object.Find("inputs") != nullptr && object.Find("layout") == nullptr;
  // An array, since a row of JSON Lines may not go over line ends.
  const std::string row = lists ? fmt::format(R"([{{"question": "", "input_output": {}}}])", json)
                                : fmt::format("[{}]", json);
  CodeReaderOptions options;
  options.public_tests_suffice = true;
  RBENCH_ASSIGN_OR_RETURN(CodeProblems read, ReadCodeProblems(layout, {{"tests", row}}, options));
  if (read.problems.size() != 1) {
    return InvalidInput(
        "no tests: wanted {\"inputs\": [...], \"outputs\": [...]}, or a row of a published file "
        "with \"layout\" beside its fields");
  }
  CodeProblem problem = std::move(read.problems.front());
  const CodeRow fields(object);
  RBENCH_RETURN_IF_ERROR(ReadLimit(fields, "time_limit_s", problem.time_limit_s));
  RBENCH_RETURN_IF_ERROR(ReadLimit(fields, "memory_limit_mb", problem.memory_limit_mb));
  return problem;
}

}  // namespace rbench
