#include "base/inflate.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>

namespace rbench {

Result<std::string> InflateZlib(std::string_view packed, size_t max_bytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return InternalError("zlib does not start");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end_guard(&stream, &inflateEnd);
  std::string out;
  std::string block(size_t{1} << 16, '\0');
  size_t position = 0;
  while (true) {
    const size_t chunk = std::min(packed.size() - position, size_t{1} << 20);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + position));
    stream.avail_in = static_cast<uInt>(chunk);
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    const int code = inflate(&stream, Z_NO_FLUSH);
    const size_t produced = block.size() - stream.avail_out;
    position += chunk - stream.avail_in;
    if (produced > max_bytes - out.size()) {
      return ResourceExhausted(fmt::format("zlib data expands to more than {} bytes", max_bytes));
    }
    out.append(block, 0, produced);
    if (code == Z_STREAM_END) break;
    if (code == Z_NEED_DICT) return InvalidInput("zlib data wants a preset dictionary");
    if (code == Z_BUF_ERROR || (code == Z_OK && position == packed.size() && produced == 0)) {
      return InvalidInput("zlib data ends too early");
    }
    if (code != Z_OK) {
      return InvalidInput(
          fmt::format("bad zlib data ({})", stream.msg != nullptr ? stream.msg : "unknown"));
    }
  }
  if (position != packed.size()) {
    return InvalidInput(fmt::format("{} bytes after the zlib data", packed.size() - position));
  }
  return out;
}

}  // namespace rbench
