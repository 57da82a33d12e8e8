#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rbench {

struct CsvRow {
  size_t line = 0;  // from 1; where the row begins
  std::vector<std::string> cells;
};

// Comma-separated values as RFC 4180 defines them: cells in double quotes may hold commas, line
// ends and doubled quotes; rows end with LF or CRLF; blank lines are passed over. Every row must
// have as many cells as the first. The text must be UTF-8; a byte order mark is dropped. Errors
// carry `where` and the line.
Result<std::vector<CsvRow>> ParseCsv(std::string_view text, std::string_view where);

}  // namespace rbench
