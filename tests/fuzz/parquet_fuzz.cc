// Parquet files: rows or an error, within bounded memory. Arrow itself is not instrumented.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>

#include <arrow/api.h>
#include <arrow/io/api.h>

#include "tasks/formats/parquet/parquet_rows.h"

namespace {

constexpr size_t kMostText = 32 << 20;

void Read(const uint8_t* data, size_t size) {
  arrow::CappedMemoryPool pool(arrow::default_memory_pool(), 512 << 20);
  size_t bytes = 0;
  const auto count = [&](const rbench::Json& row) {
    bytes += rbench::DumpJson(row).size();
    return bytes > kMostText ? arrow::Status::CapacityError("enough") : arrow::Status::OK();
  };
  try {
    (void)rbench::ForEachParquetRow(
        std::make_shared<arrow::io::BufferReader>(
            std::make_shared<arrow::Buffer>(data, static_cast<int64_t>(size))),
        count, &pool);
  } catch (const std::exception&) {
    // Arrow's Parquet library throws.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Read(data, size);
  return 0;
}
