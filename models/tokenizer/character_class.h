#pragma once

#include <cstddef>
#include <string_view>

namespace rbench {

// White_Space of Unicode.
bool IsWhiteSpace(char32_t character);
// Alphabetic, marks, decimal digits, connecting punctuation and joiners: what \w is in Unicode's
// recommendation for regular expressions.
bool IsWordCharacter(char32_t character);

// All for valid UTF-8.
bool StartsWithWordCharacter(std::string_view text);
bool EndsWithWordCharacter(std::string_view text);
// Where the white space at the end of `text` begins.
size_t TrailingSpace(std::string_view text);
// Where the white space at the begin of `text` ends.
size_t LeadingSpace(std::string_view text);

}  // namespace rbench
