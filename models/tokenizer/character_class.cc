#include "models/tokenizer/character_class.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace rbench {
namespace {

// Where the last character of `text`, which is not empty, begins.
size_t LastCharacter(std::string_view text) {
  size_t begin = text.size() - 1;
  while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  return begin;
}

}  // namespace

bool IsWhiteSpace(char32_t character) {
  if (character < 0x80) return character == ' ' || (character >= 9 && character <= 13);
  if (character == 0x85) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return false;
  }
}

bool IsWordCharacter(char32_t character) {
  const auto within = [character](char32_t first, char32_t last) {
    return character >= first && character <= last;
  };
  // Joiners, and the symbols that are alphabetic: letters in circles and squares.
  if (within(0x200C, 0x200D) || within(0x24B6, 0x24E9) || within(0x1F130, 0x1F149) ||
      within(0x1F150, 0x1F169) || within(0x1F170, 0x1F189)) {
    return true;
  }
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
      return true;
    default:
      return false;
  }
}

bool StartsWithWordCharacter(std::string_view text) {
  size_t position = 0;
  return !text.empty() && IsWordCharacter(NextCodePoint(text, position));
}

bool EndsWithWordCharacter(std::string_view text) {
  if (text.empty()) return false;
  size_t position = LastCharacter(text);
  return IsWordCharacter(NextCodePoint(text, position));
}

size_t TrailingSpace(std::string_view text) {
  size_t end = text.size();
  while (end > 0) {
    const size_t begin = LastCharacter(text.substr(0, end));
    size_t position = begin;
    if (!IsWhiteSpace(NextCodePoint(text, position))) break;
    end = begin;
  }
  return end;
}

size_t LeadingSpace(std::string_view text) {
  size_t position = 0;
  while (position < text.size()) {
    size_t next = position;
    if (!IsWhiteSpace(NextCodePoint(text, next))) break;
    position = next;
  }
  return position;
}

}  // namespace rbench
