#include "tasks/formats/parquet/parquet_file.h"

#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"
#include "base/helper_process.h"
#include "base/utf8.h"
#include "tasks/formats/parquet/frame.h"

namespace rbench {
namespace {

constexpr size_t kMaxMessageBytes = 1 << 16;

// Beside this program; a test's program lies elsewhere and says where.
std::string ReaderPath() {
  if (const char* named = ::getenv("RBENCH_PARQUET_READER"); named != nullptr) return named;
  char path[4096];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof(path) - 1);
  const std::string self(path, length > 0 ? static_cast<size_t>(length) : 0);
  return self.substr(0, self.rfind('/') + 1) + "rbench-parquet";
}

}  // namespace

bool IsParquet(std::string_view bytes) { return bytes.starts_with("PAR1"); }

Result<std::string> ReadParquetAsJsonLines(const std::string& path, size_t max_bytes) {
  const std::string program = ReaderPath();
  if (!FileExists(program)) {
    return NotFound(fmt::format(
        "{} is a Parquet file, and the reader of those, {}, is not there: `make parquet` installs "
        "it (Apache Arrow from the PyPI wheel pyarrow, 55 MB), or convert the file to JSON Lines",
        path, program));
  }
  if (!FileExists(path)) return NotFound(fmt::format("no file {}", path));
  RBENCH_ASSIGN_OR_RETURN(HelperProcess reader, HelperProcess::Start({program, path}));
  std::string lines;
  while (true) {
    ParquetFrame frame;
    if (!reader.Receive(&frame, sizeof(frame))) {
      return InvalidInput(fmt::format("{}: the Parquet reader broke down over this file", path));
    }
    switch (frame.kind) {
      case ParquetFrameKind::kEnd:
        return lines;
      case ParquetFrameKind::kError: {
        if (frame.bytes > kMaxMessageBytes) break;
        std::string message(frame.bytes, '\0');
        if (!reader.Receive(message.data(), message.size())) break;
        return InvalidInput(fmt::format("{}: {}", path, SanitizeUtf8(message)));
      }
      case ParquetFrameKind::kLines: {
        if (frame.bytes > max_bytes - lines.size()) {
          return ResourceExhausted(
              fmt::format("{}: more than {} bytes as JSON Lines", path, max_bytes));
        }
        const size_t before = lines.size();
        lines.resize(before + frame.bytes);
        if (!reader.Receive(lines.data() + before, frame.bytes)) break;
        continue;
      }
    }
    return InvalidInput(fmt::format("{}: the Parquet reader broke down over this file", path));
  }
}

}  // namespace rbench
