#pragma once

#include <string_view>

namespace rbench::jinja {

// The multi-character upper-case and title-case forms; empty where the simple one-to-one mapping
// holds.
std::u32string_view SpecialUpper(char32_t c);
std::u32string_view SpecialTitle(char32_t c);

}  // namespace rbench::jinja
