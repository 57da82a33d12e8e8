#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "models/tokenizer/byte_alphabet.h"
#include "models/tokenizer_spec.h"

// Small vocabularies and texts that the tokenizer tests share.

namespace rbench {

using Rng = std::mt19937_64;

inline size_t Below(Rng& rng, size_t bound) { return rng() % bound; }

inline TokenId AddToken(TokenizerSpec& spec, std::string text,
                        TokenizerSpec::TokenType type = TokenizerSpec::TokenType::kNormal) {
  spec.tokens.push_back(std::move(text));
  spec.types.push_back(type);
  return static_cast<TokenId>(spec.tokens.size() - 1);
}

// The 256 byte tokens: id = byte.
inline TokenizerSpec ByteSpec(std::string pre = "gpt-2") {
  TokenizerSpec spec;
  spec.pre = std::move(pre);
  for (int byte = 0; byte < 256; ++byte) AddToken(spec, SpellBytes(std::string(1, char(byte))));
  return spec;
}

// Adds the merge of two byte strings and, unless it is there, its result.
inline void AddMerge(TokenizerSpec& spec, std::string_view left, std::string_view right) {
  const std::string result = SpellBytes(left) + SpellBytes(right);
  bool present = false;
  for (const std::string& token : spec.tokens) present = present || token == result;
  if (!present) AddToken(spec, result);
  spec.merges.push_back(SpellBytes(left) + " " + SpellBytes(right));
}

// Byte tokens, some words, and the specials <|a|>, <|a|><|b|> (longer, same start), <|b|>
// (control), <user> (user-defined) and <unk> (unknown).
inline TokenizerSpec WordSpec(std::string pre = "gpt-2") {
  TokenizerSpec spec = ByteSpec(std::move(pre));
  const std::pair<const char*, const char*> merges[] = {
      {"t", "h"},       {"th", "e"}, {" ", "the"}, {"e", "r"},   {"i", "n"},
      {"<", "|"},       {"|", ">"},  {" ", " "},   {"  ", "  "}, {"\n", "\n"},
      {"\xC3", "\xA9"}, {"a", "a"},  {"aa", "aa"}, {"1", "2"}};
  for (const auto& [left, right] : merges) AddMerge(spec, left, right);
  AddToken(spec, "<|a|>", TokenizerSpec::TokenType::kControl);
  AddToken(spec, "<|a|><|b|>", TokenizerSpec::TokenType::kControl);
  AddToken(spec, "<|b|>", TokenizerSpec::TokenType::kControl);
  AddToken(spec, "<user>", TokenizerSpec::TokenType::kUserDefined);
  AddToken(spec, "<unk>", TokenizerSpec::TokenType::kUnknown);
  AddToken(spec, "[PAD]", TokenizerSpec::TokenType::kUnused);
  return spec;
}

// Byte tokens and random merges over a few letters, so that merges overlap and compete.
inline TokenizerSpec RandomSpec(Rng& rng, std::string_view letters, size_t merges) {
  TokenizerSpec spec = ByteSpec();
  std::vector<std::string> parts;
  for (const char letter : letters) parts.push_back(std::string(1, letter));
  for (size_t i = 0; i < merges; ++i) {
    const std::string left = parts[Below(rng, parts.size())];
    const std::string right = parts[Below(rng, parts.size())];
    const std::string merge = SpellBytes(left) + " " + SpellBytes(right);
    bool present = left.size() + right.size() > 12;
    for (const std::string& other : spec.merges) present = present || other == merge;
    if (present) continue;
    AddMerge(spec, left, right);
    parts.push_back(left + right);
  }
  return spec;
}

// Random text: words, spaces of many kinds, digits, specials and pieces of them, other scripts.
inline std::string RandomText(Rng& rng, size_t parts) {
  static constexpr std::string_view kParts[] = {"the",
                                                " the",
                                                "'ll",
                                                "'S",
                                                "don't",
                                                "  ",
                                                "\n",
                                                "\n\n",
                                                "\t",
                                                "\r\n",
                                                " ",
                                                "12",
                                                "3",
                                                "!?",
                                                "<|a",
                                                "|>",
                                                "<|a|>",
                                                "<|b|>",
                                                "<",
                                                "<user>",
                                                "<unk>",
                                                "[PAD]",
                                                "\u00e9",
                                                "e\u0301",
                                                "\u65e5\u672c",
                                                "\U0001F600",
                                                "\u00bd",
                                                "\u0663",
                                                "\u2167",
                                                "\u00a0",
                                                "\u2003",
                                                "\u180e",
                                                "aaaaaaaaaaaa",
                                                "\u017f",
                                                "\x85",
                                                "_",
                                                "inner",
                                                std::string_view("\0", 1)};
  std::string text;
  for (size_t i = 0; i < parts; ++i) text += kParts[Below(rng, std::size(kParts))];
  return text;
}

inline std::string RandomBytes(Rng& rng, size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(rng());
  return bytes;
}

}  // namespace rbench
