#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Character classes and case mappings as Python's str has them.

namespace rbench::jinja {

bool IsSpace(char32_t c);      // str.isspace
bool IsLineBreak(char32_t c);  // what str.splitlines splits at
bool IsPrintable(char32_t c);  // str.isprintable; decides what repr escapes
bool IsAlpha(char32_t c);
bool IsDecimal(char32_t c);  // category Nd
bool IsDigit(char32_t c);    // decimals and superscript-like digits
bool IsNumeric(char32_t c);  // categories Nd, Nl, No
bool IsUpper(char32_t c);
bool IsLower(char32_t c);
bool IsTitle(char32_t c);
bool IsWord(char32_t c);  // \w of a str pattern
bool IsIdentifierStart(char32_t c);
bool IsIdentifierPart(char32_t c);

// Full mappings: one character may become up to three.
void AppendUpper(char32_t c, std::string& out);
void AppendLower(char32_t c, std::string& out);
void AppendTitle(char32_t c, std::string& out);

// Bytes of leading / trailing whitespace of valid UTF-8.
size_t LeadingSpace(std::string_view text);
size_t TrailingSpace(std::string_view text);

std::string LowerCopy(std::string_view text);

}  // namespace rbench::jinja
