#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

// Base64 as RFC 4648, section 4 defines it: the alphabet with + and /, padded by =.

namespace rbench {

std::string EncodeBase64(std::string_view bytes);

// Strict, but for line ends (CR and LF), which are passed over: every other character outside the
// alphabet, missing or surplus padding, and unused bits that are not zero are errors that name the
// place. What comes out is at most 3/4 of the text.
Result<std::string> DecodeBase64(std::string_view text);

}  // namespace rbench
