#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

// Bounded expansion: at most `max_bytes` come out (kResourceExhausted beyond; memory is taken as
// bytes appear, so a small stream that claims much costs little). Data that ends early, a preset
// dictionary and a wrong checksum are errors.

namespace rbench {

// One zlib stream (RFC 1950: header, deflate data, Adler-32) that fills `packed` exactly: bytes
// after it are an error.
Result<std::string> InflateZlib(std::string_view packed, size_t max_bytes);

// All members of a gzip file (RFC 1952), one after the other, and nothing after them.
Result<std::string> InflateGzip(std::string_view packed, size_t max_bytes);

}  // namespace rbench
