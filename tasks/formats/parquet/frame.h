#pragma once

#include <cstdint>

namespace rbench {

// What rbench-parquet writes to its output: frames of a kind and so many bytes, the last of them
// kEnd or kError. Where neither came the reader died.
enum class ParquetFrameKind : uint32_t {
  kLines = 1,  // whole lines of JSON Lines
  kError = 2,  // a message; nothing follows
  kEnd = 3,    // no bytes; nothing follows
};
struct ParquetFrame {
  ParquetFrameKind kind = ParquetFrameKind::kEnd;
  uint32_t bytes = 0;
};

}  // namespace rbench
