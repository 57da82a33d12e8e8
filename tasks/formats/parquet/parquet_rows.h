#pragma once

#include <functional>
#include <memory>

#include <arrow/api.h>
#include <arrow/io/api.h>

#include "base/json.h"

namespace rbench {

// Every row in order, as an object (parquet_file.h). Ends with the first error, of the file or of
// `row`. A few hundred rows are in memory at a time. May throw parquet::ParquetException.
arrow::Status ForEachParquetRow(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                const std::function<arrow::Status(const Json&)>& row,
                                arrow::MemoryPool* pool = arrow::default_memory_pool());

}  // namespace rbench
