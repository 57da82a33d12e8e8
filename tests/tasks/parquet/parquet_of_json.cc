#include "tests/tasks/parquet/parquet_of_json.h"

#include <memory>

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <arrow/json/api.h>
#include <parquet/arrow/writer.h>

#include "base/check.h"

namespace rbench {
namespace {

constexpr int64_t kRowsInGroup = 2;

arrow::Result<std::string> Convert(std::string_view lines, arrow::Compression::type compression) {
  const auto input =
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::string(lines)));
  const auto parse = arrow::json::ParseOptions::Defaults();
  ARROW_ASSIGN_OR_RAISE(
      auto reader, arrow::json::TableReader::Make(arrow::default_memory_pool(), input,
                                                  arrow::json::ReadOptions::Defaults(), parse));
  ARROW_ASSIGN_OR_RAISE(const auto table, reader->Read());
  ARROW_ASSIGN_OR_RAISE(const auto output, arrow::io::BufferOutputStream::Create());
  const auto properties = parquet::WriterProperties::Builder().compression(compression)->build();
  ARROW_RETURN_NOT_OK(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), output,
                                                 kRowsInGroup, properties));
  ARROW_ASSIGN_OR_RAISE(const auto buffer, output->Finish());
  return buffer->ToString();
}

}  // namespace

std::string ParquetOfJsonLines(std::string_view lines, ParquetCompression compression) {
  constexpr arrow::Compression::type kTypes[] = {
      arrow::Compression::UNCOMPRESSED, arrow::Compression::SNAPPY, arrow::Compression::ZSTD,
      arrow::Compression::GZIP};
  arrow::Result<std::string> file = Convert(lines, kTypes[static_cast<size_t>(compression)]);
  if (!file.ok()) CheckFailed(__FILE__, __LINE__, file.status().ToString());
  return *std::move(file);
}

}  // namespace rbench
