#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

// Expands one zlib stream (RFC 1950: header, deflate data, Adler-32) that fills `packed` exactly.
// At most `max_bytes` come out (kResourceExhausted beyond; memory is taken as bytes appear, so a
// small stream that claims much costs little). Bytes after the stream, a preset dictionary and a
// wrong checksum are errors.
Result<std::string> InflateZlib(std::string_view packed, size_t max_bytes);

}  // namespace rbench
