#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "base/check.h"
#include "base/inflate.h"
#include "tasks/code/payload.h"

// Input: a byte that chooses the layer, then a payload of LiveCodeBench, a pickle, a zlib stream or
// base64. Properties: decoding is total and keeps its bounds; base64 is canonical.

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rbench;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr size_t kMaxBytes = 1 << 20;
  switch (data[0] % 4) {
    case 0: {
      PayloadLimits limits;
      limits.max_unpacked_bytes = kMaxBytes;
      limits.max_tests = 1000;
      const auto tests = DecodePayload(text, limits);
      if (tests) RBENCH_CHECK(tests->size() <= limits.max_tests);
      return 0;
    }
    case 1: {
      const auto pickled = ReadPickledText(text);
      if (pickled) RBENCH_CHECK(pickled->size() + 4 <= text.size());
      return 0;
    }
    case 2: {
      const auto bytes = InflateZlib(text, kMaxBytes);
      if (bytes) RBENCH_CHECK(bytes->size() <= kMaxBytes);
      return 0;
    }
    default: {
      const auto bytes = DecodeBase64(text);
      if (!bytes) return 0;
      std::string joined(text);
      std::erase_if(joined, [](char c) { return c == '\n' || c == '\r'; });
      RBENCH_CHECK(EncodeBase64(*bytes) == joined);
      return 0;
    }
  }
}
