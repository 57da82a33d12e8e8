#include "models/tokenizer/vocabulary.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/tokenizer/byte_alphabet.h"
#include "models/tokenizer/key_table.h"

namespace rbench {
namespace {

using TokenType = TokenizerSpec::TokenType;

int HexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

// The byte of "<0x41>", the spelling of byte tokens in SentencePiece vocabularies, or -1.
int ByteOfHexSpelling(std::string_view text) {
  if (text.size() != 6 || text.substr(0, 3) != "<0x" || text[5] != '>') return -1;
  const int high = HexDigit(text[3]);
  const int low = HexDigit(text[4]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// The bytes of a token of type byte: "<0x41>" or one character of the byte alphabet.
std::optional<std::string> BytesOfByteToken(const std::string& text) {
  if (const int byte = ByteOfHexSpelling(text); byte >= 0) {
    return std::string(1, static_cast<char>(byte));
  }
  std::optional<std::string> bytes = BytesOfSpelling(text);
  if (bytes && bytes->size() != 1) bytes.reset();
  return bytes;
}

// The bytes of a token of SentencePiece's spelling, which marks spaces.
std::optional<std::string> BytesOfMetaspace(std::string_view text) {
  constexpr std::string_view kMark = "\u2581";
  if (!IsValidUtf8(text)) return std::nullopt;
  std::string bytes;
  while (!text.empty()) {
    const size_t mark = text.find(kMark);
    bytes += text.substr(0, mark);
    if (mark == std::string_view::npos) break;
    bytes += ' ';
    text.remove_prefix(mark + kMark.size());
  }
  return bytes;
}

// SmolLM2 lacks 21 of these; a vocabulary that lacks any other byte would lose ordinary text.
bool MayBeMissing(int byte) {
  const bool control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
  return control || byte == 0x7F || byte == 0xC0 || byte == 0xC1 || byte >= 0xF1;
}

}  // namespace

std::string QuoteBriefly(std::string_view text) {
  constexpr size_t kShown = 40;
  std::string out = "\"";
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out += fmt::format("\\x{:02x}", byte);
    }
  }
  if (text.size() > kShown) out += "...";
  return out + '"';
}

std::string NameToken(TokenId id, std::string_view text) {
  return fmt::format("token {} {}", id, QuoteBriefly(text));
}

Result<Vocabulary> Vocabulary::Create(const TokenizerSpec& spec, uint64_t seed) {
  const size_t count = spec.tokens.size();
  if (count == 0) return InvalidInput("the vocabulary is empty (tokenizer.ggml.tokens)");
  if (count > kMaxTokens) {
    return InvalidInput(
        fmt::format("the vocabulary has {} tokens, more than the bound of {}", count, kMaxTokens));
  }
  if (spec.types.size() != count) {
    return InvalidInput(fmt::format(
        "tokenizer.ggml.token_type has {} entries for {} tokens (tokenizer.ggml.tokens)",
        spec.types.size(), count));
  }
  Vocabulary vocabulary;
  vocabulary.seed_ = seed;
  vocabulary.by_characters_ = spec.model == "metaspace";
  vocabulary.starts_.reserve(count + 1);
  vocabulary.kinds_.reserve(count);
  for (size_t id = 0; id < count; ++id) RBENCH_RETURN_IF_ERROR(vocabulary.Add(spec, id));
  RBENCH_RETURN_IF_ERROR(vocabulary.IndexOrdinary());
  RBENCH_RETURN_IF_ERROR(vocabulary.CheckSpecial(spec));
  return vocabulary;
}

Status Vocabulary::Add(const TokenizerSpec& spec, size_t id) {
  const std::string& text = spec.tokens[id];
  const auto name = [&] { return NameToken(static_cast<TokenId>(id), text); };
  std::optional<std::string> bytes;
  Kind kind = Kind::kOrdinary;
  switch (spec.types[id]) {
    case TokenType::kNormal:
      bytes = by_characters_ ? BytesOfMetaspace(text) : BytesOfSpelling(text);
      if (!bytes) {
        return InvalidInput(name() + (by_characters_
                                          ? " is not UTF-8"
                                          : " is not spelled in the byte alphabet of GPT-2"));
      }
      break;
    case TokenType::kByte:
      bytes = BytesOfByteToken(text);
      if (!bytes) return InvalidInput(name() + " has type byte but does not spell one byte");
      if (by_characters_) kind = Kind::kByte;
      break;
    case TokenType::kControl:
    case TokenType::kUserDefined:
    case TokenType::kUnknown:
      if (!IsValidUtf8(text)) return InvalidInput(name() + " is special but not UTF-8");
      kind = Kind::kSpecial;
      bytes = text;
      special_.push_back(static_cast<TokenId>(id));
      break;
    case TokenType::kUnused:
      kind = Kind::kUnused;
      bytes = text;
      break;
    default:
      return InvalidInput(
          fmt::format("{} has the unknown type {}", name(), static_cast<int>(spec.types[id])));
  }
  if (bytes->empty() && kind != Kind::kUnused) return InvalidInput(name() + " is empty");
  arena_ += *bytes;
  starts_.push_back(arena_.size());
  kinds_.push_back(kind);
  if (kind == Kind::kOrdinary) longest_ordinary_ = std::max(longest_ordinary_, bytes->size());
  return {};
}

Status Vocabulary::IndexOrdinary() {
  size_t slots = 8;
  while (slots < size() * 2) slots *= 2;
  slots_.assign(slots, -1);
  byte_tokens_.fill(-1);
  for (TokenId id = 0; id < static_cast<TokenId>(size()); ++id) {
    if (kinds_[id] == Kind::kByte) {
      TokenId& token = byte_tokens_[static_cast<uint8_t>(Bytes(id)[0])];
      if (token >= 0) {
        return InvalidInput(fmt::format("token {} repeats the byte of token {}", id, token));
      }
      token = id;
    }
    if (!IsOrdinary(id)) continue;
    const std::string_view bytes = Bytes(id);
    if (const TokenId other = FindOrdinary(bytes); other >= 0) {
      return InvalidInput(NameToken(id, bytes) + fmt::format(" repeats token {}", other));
    }
    size_t slot = Hash(bytes) & (slots - 1);
    while (slots_[slot] >= 0) slot = (slot + 1) & (slots - 1);
    slots_[slot] = id;
    if (bytes.size() == 1 && !by_characters_) byte_tokens_[static_cast<uint8_t>(bytes[0])] = id;
  }
  for (int byte = 0; byte < 256; ++byte) {
    if (byte_tokens_[byte] >= 0) continue;
    if (by_characters_ || !MayBeMissing(byte)) {
      return InvalidInput(fmt::format("byte 0x{:02x} has no token of its own", byte));
    }
    missing_bytes_ += static_cast<char>(byte);
  }
  return {};
}

// A special token whose spelling is also that of an ordinary one would make the spelling ambiguous.
Status Vocabulary::CheckSpecial(const TokenizerSpec& spec) const {
  for (const TokenId id : special_) {
    const TokenId other = FindSpelling(spec.tokens[id]);
    if (other >= 0 && spec.tokens[other] == spec.tokens[id]) {
      return InvalidInput(NameToken(id, spec.tokens[id]) + fmt::format(" repeats token {}", other));
    }
  }
  return {};
}

TokenId Vocabulary::FindOrdinary(std::string_view bytes) const {
  if (bytes.size() > longest_ordinary_) return -1;
  const size_t mask = slots_.size() - 1;
  for (size_t slot = Hash(bytes) & mask; slots_[slot] >= 0; slot = (slot + 1) & mask) {
    if (Bytes(slots_[slot]) == bytes) return slots_[slot];
  }
  return -1;
}

TokenId Vocabulary::FindSpelling(std::string_view spelling) const {
  const std::optional<std::string> bytes =
      by_characters_ ? BytesOfMetaspace(spelling) : BytesOfSpelling(spelling);
  return bytes ? FindOrdinary(*bytes) : -1;
}

size_t Vocabulary::StartTokens(std::string_view piece, TokenId* ids) const {
  size_t count = 0;
  const auto add_bytes = [&](std::string_view bytes) {
    for (const char byte : bytes) {
      ids[count] = ByteToken(static_cast<uint8_t>(byte));
      count += ids[count] >= 0;
    }
  };
  if (!by_characters_) {
    add_bytes(piece);
    return count;
  }
  for (size_t position = 0; position < piece.size();) {
    const size_t begin = position;
    NextCodePoint(piece, position);
    const std::string_view character = piece.substr(begin, position - begin);
    const TokenId id = FindOrdinary(character);
    if (id >= 0) {
      ids[count++] = id;
    } else {
      add_bytes(character);
    }
  }
  return count;
}

uint64_t Vocabulary::Hash(std::string_view bytes) const {
  uint64_t hash = seed_ ^ bytes.size();
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    hash = MixKey(hash ^ word, seed_);
    bytes.remove_prefix(8);
  }
  uint64_t word = 0;
  if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
  return MixKey(hash ^ word, seed_);
}

}  // namespace rbench
