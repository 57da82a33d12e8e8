#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tasks/code/code_problem.h"
#include "tasks/code/value.h"

namespace rbench {

// One JSON object of a published file. Read with json.loads' rules, since tests hold integers
// beyond 64 bits and infinities. Errors name the field.
class CodeRow {
 public:
  explicit CodeRow(const Value& object) : object_(object) {}

  Result<std::string> Text(std::string_view key) const;
  // Empty where the key is absent or null.
  Result<std::string> TextOr(std::string_view key, std::string_view fallback) const;
  // An integer as its digits, or a text as it is.
  Result<std::string> IdText(std::string_view key) const;
  Result<std::vector<std::string>> Texts(std::string_view key) const;
  Result<double> Number(std::string_view key) const;
  // The value, which must be of that kind.
  Result<const Value*> Field(std::string_view key, ValueKind kind) const;
  const Value* Find(std::string_view key) const { return object_.Find(key); }
  // The value of JSON that stands inside a text.
  Result<Value> Json(std::string_view key) const;

 private:
  const Value& object_;
};

// Calls `f(row)` for every object of a file: JSON Lines, or the elements of one JSON array. Errors
// are returned with "file:line: ".
Status ForEachCodeRow(const CodeFile& file, const std::function<Status(const CodeRow&)>& f);

// The text of a dict's key; empty where there is none.
std::string TextOrEmpty(const Value& dict, std::string_view key);

// Oracle and rules of a problem of EvalPlus, whose tolerance is known. The fair rule knows no
// tolerance of a task and no oracle: where there is one (but for "every answer is right", which no
// fair judge says), strict grading compares as upstream does.
void SetEvalPlusRules(EvalPlusDataset dataset, CodeProblem& problem);

// Makes a problem of a row; sets `skip` to the reason where a well-formed row is none.
using RowToProblem = std::function<Result<CodeProblem>(const CodeRow& row, std::string& skip)>;

// The problems of all rows of all files. Rows without tests are skipped as "no_tests".
Result<CodeProblems> CollectProblems(const std::vector<CodeFile>& files, const RowToProblem& read);

}  // namespace rbench
