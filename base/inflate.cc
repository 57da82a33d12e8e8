#include "base/inflate.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <zlib.h>

namespace rbench {
namespace {

struct Packing {
  const char* name;  // in errors
  int window_bits;   // as inflateInit2 wants them
  bool members;      // another stream may follow
};
constexpr Packing kZlib = {"zlib", 15, false};
constexpr Packing kGzip = {"gzip", 15 + 16, true};

Result<std::string> Inflate(std::string_view packed, size_t max_bytes, const Packing& packing) {
  z_stream stream{};
  if (inflateInit2(&stream, packing.window_bits) != Z_OK) {
    return InternalError("zlib does not start");
  }
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
      return ResourceExhausted(
          fmt::format("{} data expands to more than {} bytes", packing.name, max_bytes));
    }
    out.append(block, 0, produced);
    if (code == Z_STREAM_END) {
      if (position == packed.size()) return out;
      if (!packing.members) {
        return InvalidInput(
            fmt::format("{} bytes after the {} data", packed.size() - position, packing.name));
      }
      if (inflateReset(&stream) != Z_OK) return InternalError("zlib does not restart");
      continue;
    }
    if (code == Z_NEED_DICT) {
      return InvalidInput(fmt::format("{} data wants a preset dictionary", packing.name));
    }
    if (code == Z_BUF_ERROR || (code == Z_OK && position == packed.size() && produced == 0)) {
      return InvalidInput(fmt::format("{} data ends too early", packing.name));
    }
    if (code != Z_OK) {
      return InvalidInput(fmt::format("bad {} data ({})", packing.name,
                                      stream.msg != nullptr ? stream.msg : "unknown"));
    }
  }
}

}  // namespace

Result<std::string> InflateZlib(std::string_view packed, size_t max_bytes) {
  return Inflate(packed, max_bytes, kZlib);
}

Result<std::string> InflateGzip(std::string_view packed, size_t max_bytes) {
  return Inflate(packed, max_bytes, kGzip);
}

}  // namespace rbench
