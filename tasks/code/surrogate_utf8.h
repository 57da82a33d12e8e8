#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rbench {

// UTF-8 in which surrogates may stand alone, each as its three bytes: how Python's "surrogatepass"
// writes a str. Otherwise the rules of base/utf8.h.

bool IsValidSurrogateUtf8(std::string_view bytes);

// The code point at `position` (in range), which advances past it; nothing where the bytes are
// ill-formed, and `position` advances by one.
std::optional<char32_t> NextSurrogateCodePoint(std::string_view bytes, size_t& position);

// Any code point up to U+10FFFF, surrogates included.
void AppendSurrogateUtf8(char32_t code_point, std::string& out);

}  // namespace rbench
