// rbench-parquet FILE: the rows of a Parquet file as JSON Lines, in frames (frame.h). A process of
// its own: it holds Apache Arrow, and a hostile file costs at most this process, within its limits.

#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <arrow/api.h>
#include <arrow/io/api.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/json.h"
#include "base/sanitized.h"
#include "tasks/formats/parquet/frame.h"
#include "tasks/formats/parquet/parquet_rows.h"

namespace rbench {
namespace {

constexpr size_t kFrameBytes = 1 << 20;
constexpr rlim_t kMemoryBytes = rlim_t{8} << 30;
constexpr rlim_t kCpuSeconds = 3600;

bool WriteAll(const void* data, size_t bytes) {
  std::string_view left(static_cast<const char*>(data), bytes);
  while (!left.empty()) {
    const ssize_t put = ::write(STDOUT_FILENO, left.data(), left.size());
    if (put <= 0) return false;
    left.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

// Ends this process where nobody listens.
void Put(ParquetFrameKind kind, std::string_view bytes) {
  const ParquetFrame frame{kind, static_cast<uint32_t>(bytes.size())};
  if (!WriteAll(&frame, sizeof(frame)) || !WriteAll(bytes.data(), bytes.size())) ::_exit(1);
}

void PutLines(std::string& lines) {
  for (std::string_view left = lines; !left.empty();) {
    const std::string_view piece = left.substr(0, uint32_t{1} << 30);
    Put(ParquetFrameKind::kLines, piece);
    left.remove_prefix(piece.size());
  }
  lines.clear();
}

arrow::Status Convert(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
  std::string lines;
  ARROW_RETURN_NOT_OK(ForEachParquetRow(std::move(file), [&](const Json& row) {
    lines += DumpJson(row);
    lines += '\n';
    if (lines.size() >= kFrameBytes) PutLines(lines);
    return arrow::Status::OK();
  }));
  PutLines(lines);
  return arrow::Status::OK();
}

int Main(int argc, char** argv) {
  if (argc != 2) return 2;
  const rlimit memory{kMemoryBytes, kMemoryBytes};
  const rlimit cpu{kCpuSeconds, kCpuSeconds};
  if (!kSanitized) ::setrlimit(RLIMIT_AS, &memory);
  ::setrlimit(RLIMIT_CPU, &cpu);
  arrow::Status status;
  try {
    status = Convert(argv[1]);
  } catch (const std::exception& problem) {  // Arrow's Parquet library throws
    status = arrow::Status::Invalid(problem.what());
  }
  if (status.ok())
    Put(ParquetFrameKind::kEnd, "");
  else
    Put(ParquetFrameKind::kError, std::string_view(status.message()).substr(0, 2000));
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) { return rbench::Main(argc, argv); }
