#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

// Parquet, as many data sets are published. Apache Arrow reads it, in a program of its own
// (rbench-parquet): rbench starts without Arrow, and a file that brings Arrow down is an error like
// another.

namespace rbench {

// "PAR1" at the beginning.
bool IsParquet(std::string_view bytes);

// The rows in order, as JSON Lines: a column is a member, lists are arrays, structs objects, maps
// objects where their keys are texts and else arrays of pairs, bytes base64, times and decimals
// texts, NaN and absent values null. At most `max_bytes` of text. Errors name the file and what is
// wrong with it; where the reader is not there, the command that installs it.
Result<std::string> ReadParquetAsJsonLines(const std::string& path, size_t max_bytes);

}  // namespace rbench
