#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "models/tokenizer/byte_alphabet.h"
#include "models/tokenizer/tokenizer.h"

// Byte 0 chooses: a text with marks for a fixed vocabulary (even), or a vocabulary of whatever the
// bytes say (odd).

namespace rbench {
namespace {

using Type = TokenizerSpec::TokenType;

void AddToken(TokenizerSpec& spec, std::string text, Type type = Type::kNormal) {
  spec.tokens.push_back(std::move(text));
  spec.types.push_back(type);
}

// Byte tokens, merges that overlap, and special tokens that start alike.
TokenizerSpec SmallSpec(const char* pre) {
  TokenizerSpec spec;
  spec.pre = pre;
  for (int byte = 0; byte < 256; ++byte) {
    AddToken(spec, SpellBytes(std::string(1, static_cast<char>(byte))));
  }
  const std::pair<const char*, const char*> merges[] = {
      {"t", "h"}, {"th", "e"}, {" ", "the"}, {"a", "a"},   {"aa", "aa"}, {"a", "b"},
      {"b", "a"}, {" ", " "},  {"  ", "  "}, {"\n", "\n"}, {"<", "|"},   {"\xC3", "\xA9"}};
  for (const auto& [left, right] : merges) {
    AddToken(spec, SpellBytes(left) + SpellBytes(right));
    spec.merges.push_back(SpellBytes(left) + " " + SpellBytes(right));
  }
  AddToken(spec, "<|a|>", Type::kControl);
  AddToken(spec, "<|a|><|b|>", Type::kControl);
  AddToken(spec, "<|b|>", Type::kUserDefined);
  AddToken(spec, "\xE6\x97\xA5", Type::kUnknown);
  return spec;
}

Tokenizer MakeSmall(const char* pre) {
  Result<Tokenizer> tokenizer = Tokenizer::Create(SmallSpec(pre));
  return std::move(*tokenizer);
}

const Tokenizer& SmallTokenizer(uint8_t which) {
  static const Tokenizer tokenizers[] = {MakeSmall("gpt-2"),          MakeSmall("smollm"),
                                         MakeSmall("starcoder"),      MakeSmall("llama-bpe"),
                                         MakeSmall("qwen2"),          MakeSmall("deepseek-llm"),
                                         MakeSmall("deepseek-coder"), MakeSmall("deepseek-v3")};
  return tokenizers[which % std::size(tokenizers)];
}

void CheckText(const Tokenizer& tokenizer, std::string_view text) {
  const std::vector<TokenId> plain = tokenizer.EncodePlain(text);
  const std::vector<TokenId> parsed = tokenizer.Encode(text);
  RBENCH_CHECK(tokenizer.EncodeMarked({std::string(text), {{0, text.size()}}}) == plain);
  RBENCH_CHECK(tokenizer.EncodeMarked({std::string(text), {}}) == parsed);
  for (const TokenId id : plain) RBENCH_CHECK(!tokenizer.IsSpecial(id));
  if (tokenizer.missing_bytes().empty()) {
    const std::string sanitized = SanitizeUtf8(text);
    RBENCH_CHECK(*tokenizer.Decode(plain) == sanitized);
    RBENCH_CHECK(*tokenizer.Decode(parsed) == sanitized);
  }
  StreamingDecoder decoder(tokenizer);
  std::string streamed;
  for (const TokenId id : parsed) streamed += decoder.Push(id);
  RBENCH_CHECK(streamed + decoder.Finish() == *tokenizer.Decode(parsed));
}

// Special tokens stay outside the marks, and where they do anyway, marks change nothing. For valid
// UTF-8, whose offsets stay; other text only has to come back.
void CheckMarks(const Tokenizer& tokenizer, const MarkedText& text) {
  const std::vector<TokenId> marked = tokenizer.EncodeMarked(text);
  RBENCH_CHECK(*tokenizer.Decode(marked) == SanitizeUtf8(text.text));
  if (!IsValidUtf8(text.text)) return;
  const auto touched = [&](const std::vector<TokenId>& ids) {
    size_t begin = 0;
    for (const TokenId id : ids) {
      const size_t end = begin + tokenizer.TokenBytes(id)->size();
      for (const ByteSpan& span : text.untrusted) {
        if (tokenizer.IsSpecial(id) && span.begin < span.end && span.begin < end &&
            begin < span.end) {
          return true;
        }
      }
      begin = end;
    }
    return false;
  };
  RBENCH_CHECK(!touched(marked));
  const std::vector<TokenId> parsed = tokenizer.Encode(text.text);
  RBENCH_CHECK((marked == parsed) == !touched(parsed));
}

// Bytes 1: vocabulary; 2: number of spans; two bytes a span (gap, length); the rest is text.
void FuzzText(std::string_view input) {
  if (input.size() < 2) return;
  const Tokenizer& tokenizer = SmallTokenizer(static_cast<uint8_t>(input[0]));
  const size_t spans = static_cast<uint8_t>(input[1]) % 8;
  input.remove_prefix(2);
  if (input.size() < spans * 2) return;
  MarkedText text{std::string(input.substr(spans * 2)), {}};
  size_t at = 0;
  for (size_t i = 0; i < spans; ++i) {
    const size_t begin = std::min(at + static_cast<uint8_t>(input[2 * i]), text.text.size());
    at = std::min(begin + static_cast<uint8_t>(input[2 * i + 1]), text.text.size());
    text.untrusted.push_back({begin, at});
  }
  CheckText(tokenizer, text.text);
  CheckMarks(tokenizer, text);
}

// Bytes 1: flags. Then lines: "t<type letter><text>" adds a token, "m<text>" a merge, "b<number>"
// and so on names an id, "p" the pre-tokenizer; everything else is a text for it.
void FuzzSpec(std::string_view input) {
  if (input.empty()) return;
  const auto flags = static_cast<uint8_t>(input[0]);
  input.remove_prefix(1);
  TokenizerSpec spec;
  if ((flags & 1) == 0) spec = SmallSpec("smollm");
  spec.add_bos = (flags & 2) != 0;
  spec.add_eos = (flags & 4) != 0;
  std::string text;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    if (line.empty()) continue;
    const std::string rest(line.substr(1));
    const auto id = [&] { return static_cast<TokenId>(std::atoi(rest.c_str())); };
    switch (line[0]) {
      case 't':
        if (!rest.empty()) AddToken(spec, rest.substr(1), static_cast<Type>((rest[0] & 7)));
        break;
      case 'm':
        spec.merges.push_back(rest);
        break;
      case 'd':
        if (!spec.tokens.empty()) spec.tokens.pop_back();
        break;
      case 'u':
        if (!spec.types.empty())
          spec.types[static_cast<size_t>(id()) % spec.types.size()] = Type::kUnused;
        break;
      case 'p':
        spec.pre = rest;
        break;
      case 'g':
        spec.model = rest;
        break;
      case 'b':
        spec.bos = id();
        break;
      case 'e':
        spec.eos = id();
        break;
      case 'o':
        spec.eot = id();
        break;
      default:
        text += line;
        break;
    }
  }
  const Result<Tokenizer> tokenizer = Tokenizer::Create(spec);
  if (!tokenizer) {
    RBENCH_CHECK(!tokenizer.error().message.empty() && IsValidUtf8(tokenizer.error().message));
    return;
  }
  RBENCH_CHECK(tokenizer->vocab_size() == spec.tokens.size());
  CheckText(*tokenizer, text);
  // The vocabulary's newest tokens as texts.
  for (size_t i = spec.tokens.size(); i > 0 && i + 4 > spec.tokens.size(); --i) {
    CheckText(*tokenizer, spec.tokens[i - 1]);
  }
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0 || size > 20000) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    rbench::FuzzText(input);
  } else {
    rbench::FuzzSpec(input);
  }
  return 0;
}
