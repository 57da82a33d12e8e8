#pragma once

#include <string>
#include <string_view>

// Writes Parquet files for tests, through Apache Arrow.

namespace rbench {

enum class ParquetCompression { kNone, kSnappy, kZstd, kGzip };

// A Parquet file of the rows of JSON Lines, as the hubs of data sets hold them: a column a key,
// with the types that Arrow infers (64-bit integers, doubles, texts, lists, structs), two rows in a
// group.
std::string ParquetOfJsonLines(std::string_view lines, ParquetCompression compression);

}  // namespace rbench
