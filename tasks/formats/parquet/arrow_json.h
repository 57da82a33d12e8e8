#pragma once

#include <cstdint>
#include <memory>

#include <arrow/api.h>

#include "base/json.h"

namespace rbench {

// A value of an Arrow array as parquet_file.h says. An error for types and depths that are not
// known, and for text that is not UTF-8.
arrow::Result<Json> ArrowValueToJson(const arrow::Array& array, int64_t at, int depth = 0);

// A row of a batch as an object, in the order of its columns.
arrow::Result<Json> ArrowRowToJson(const arrow::RecordBatch& batch, int64_t row);

}  // namespace rbench
