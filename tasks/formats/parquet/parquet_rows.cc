#include "tasks/formats/parquet/parquet_rows.h"

#include <cstdint>
#include <utility>

#include <parquet/arrow/reader.h>

#include "tasks/formats/parquet/arrow_json.h"

namespace rbench {
namespace {

constexpr int64_t kRowsAtOnce = 256;

}  // namespace

arrow::Status ForEachParquetRow(std::shared_ptr<arrow::io::RandomAccessFile> file,
                                const std::function<arrow::Status(const Json&)>& row,
                                arrow::MemoryPool* pool) {
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(std::move(file), parquet::ReaderProperties(pool)));
  parquet::ArrowReaderProperties properties;
  properties.set_batch_size(kRowsAtOnce);
  properties.set_use_threads(false);
  builder.properties(properties)->memory_pool(pool);
  ARROW_ASSIGN_OR_RAISE(const std::unique_ptr<parquet::arrow::FileReader> reader, builder.Build());
  ARROW_ASSIGN_OR_RAISE(const auto batches, reader->GetRecordBatchReader());
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const std::shared_ptr<arrow::RecordBatch> batch, batches->Next());
    if (batch == nullptr) return arrow::Status::OK();
    // What the file says of lengths and offsets is checked before any is followed.
    ARROW_RETURN_NOT_OK(batch->ValidateFull());
    for (int64_t i = 0; i < batch->num_rows(); ++i) {
      ARROW_ASSIGN_OR_RAISE(const Json object, ArrowRowToJson(*batch, i));
      ARROW_RETURN_NOT_OK(row(object));
    }
  }
}

}  // namespace rbench
