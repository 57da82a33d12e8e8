#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// UTF-8 as RFC 3629 defines it: shortest forms, no surrogates, at most U+10FFFF.

namespace rbench {

bool IsValidUtf8(std::string_view bytes);

// Every maximal ill-formed subsequence becomes one U+FFFD (the Unicode standard's practice 3.9,
// which Python's errors="replace" follows too).
std::string SanitizeUtf8(std::string_view bytes);

// Bytes at the end of `bytes` that are an incomplete but so far valid sequence (0 to 3): what a
// streaming writer must hold back.
size_t IncompleteUtf8Suffix(std::string_view bytes);

void AppendUtf8(char32_t code_point, std::string& out);

// Decodes the character at `position` (which must be in range) of valid UTF-8 and advances
// `position`.
char32_t NextCodePoint(std::string_view valid, size_t& position);

// Text from files or models made safe for one line of a terminal: sanitised, with control
// characters and the invisible characters that reorder or break lines written as \n, \xNN or
// \uNNNN.
std::string EscapeForTerminal(std::string_view bytes);

}  // namespace rbench
