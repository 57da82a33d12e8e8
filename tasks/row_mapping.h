#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tasks/data_rows.h"
#include "tasks/problem.h"

namespace rbench {

// A problem and the place it came from.
struct MappedRow {
  Problem problem;
  std::string where;
};

struct MappedRows {
  std::vector<MappedRow> rows;
  std::map<std::string, int> skipped;  // reason -> rows
};

// Turns published rows into problems by the layout. `with_reasoning`: the reasoning goes into
// extra["reasoning"] (shots only, so that run directories of problems do not carry solutions). Rows
// without a gold and rows of a skip rule are counted. Errors name the row and the field: a missing
// field, a value of the wrong type, an empty question.
Result<MappedRows> MapRows(const std::vector<DataRow>& rows, const FieldLayout& layout,
                           const std::vector<SkipRule>& skip, bool with_reasoning);

// "{year}-{part|1=I|2=II}" filled in from a row; null is an empty text. Values may hold pairs of
// braces. Errors: an unknown field, a brace that is not closed.
Result<std::string> FillTemplate(const std::string& pattern, const Json& fields);

// The text that a subset condition compares with: strings as they are, numbers as the shortest
// decimal, null as "".
std::string FieldText(const Json& value);

}  // namespace rbench
