#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.h"

// The one door of nlohmann-json. Objects keep the order of insertion, so what is written is
// byte-stable.

namespace rbench {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  int max_depth = 128;  // nested arrays and objects
  size_t max_bytes = size_t{1} << 30;
};

// Strict JSON: valid UTF-8, one value, no duplicate keys (an error that names the key), bounded
// depth. Linear in the size of the text, also for objects with a million keys. Errors carry line
// and column.
Result<Json> ParseJson(std::string_view text, const JsonLimits& limits = {});

// Compact text on one line. Bytes that are not UTF-8 become U+FFFD; doubles round-trip; NaN and
// infinities become null.
std::string DumpJson(const Json& value);
// The same, indented by two spaces and ended by a newline.
std::string DumpJsonPretty(const Json& value);

// Reads a file and parses it; errors name the path.
Result<Json> ReadJsonFile(const std::string& path, const JsonLimits& limits = {});

}  // namespace rbench
