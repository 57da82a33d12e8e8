#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// GPT-2's byte alphabet: every byte is spelled as one printable character, so that vocabularies and
// merges can be kept as text. Bytes that print in Latin-1 stand for themselves; the other 68 are
// U+0100 onwards, in order.

namespace rbench {

// The character that spells `byte`.
char32_t ByteToAlphabet(uint8_t byte);

// The byte that `character` spells, or -1 where it is not of the alphabet.
int AlphabetToByte(char32_t character);

// Bytes -> alphabet, as UTF-8.
std::string SpellBytes(std::string_view bytes);

// Alphabet -> bytes; nothing where `spelling` is not UTF-8 or holds a character outside the
// alphabet.
std::optional<std::string> BytesOfSpelling(std::string_view spelling);

}  // namespace rbench
