#pragma once

#include <string>
#include <string_view>

#include "models/marked_text.h"

namespace rbench {

// Unicode's normal form C of valid UTF-8, in n log n (utf8proc's own ordering of combining marks
// takes n squared on a long run of them).
std::string NormalizeNfc(std::string_view text);

// The same of a marked text. What composes with an untrusted character becomes untrusted, up to the
// next ASCII character.
MarkedText NormalizeNfc(const MarkedText& text);

// True only where NormalizeNfc surely changes nothing; a quick look.
bool IsPlainlyNfc(std::string_view text);

}  // namespace rbench
