#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/utf8.h"
#include "models/formats/hf_tokenizer.h"
#include "models/formats/tokenizer_json.h"
#include "models/formats/tokenizer_json_writer.h"
#include "models/tokenizer/tokenizer.h"

// The files of a Hugging Face folder that are about tokens, one after the other, with a zero byte
// between: tokenizer.json, tokenizer_config.json, special_tokens_map.json, generation_config.json.

namespace rbench {
namespace {

void CheckError(const Error& error) {
  RBENCH_CHECK(!error.message.empty() && IsValidUtf8(error.message));
}

// Ids are in range, and the way back is the text where nothing may be lost.
void CheckText(const Tokenizer& tokenizer, std::string_view text) {
  const std::vector<TokenId> plain = tokenizer.EncodePlain(text);
  for (const TokenId id : plain) RBENCH_CHECK(!tokenizer.IsSpecial(id));
  const TokenizerSpec& spec = tokenizer.spec();
  const std::string back = *tokenizer.Decode(plain);
  if (spec.model == "gpt2" && !spec.nfc && tokenizer.missing_bytes().empty()) {
    RBENCH_CHECK(back == SanitizeUtf8(text));
  }
  RBENCH_CHECK(IsValidUtf8(back));
  const std::vector<TokenId> parsed = tokenizer.Encode(text);
  RBENCH_CHECK(IsValidUtf8(*tokenizer.Decode(parsed)));
  RBENCH_CHECK(tokenizer.EncodeMarked({std::string(text), {{0, text.size()}}}) == plain);
  RBENCH_CHECK(tokenizer.EncodeMarked({std::string(text), {}}) == parsed);
  // Nothing of the untrusted half becomes special.
  const size_t half = text.size() / 2;
  size_t specials = 0;
  for (const TokenId id : tokenizer.EncodeMarked({std::string(text), {{half, text.size()}}})) {
    specials += tokenizer.IsSpecial(id);
  }
  RBENCH_CHECK(specials <= half);
}

// What was read and written is read as the same.
void CheckWriter(const TokenizerSpec& spec, const Tokenizer& tokenizer) {
  const Result<std::string> text = WriteTokenizerJson(spec);
  RBENCH_CHECK(text.has_value());
  const Result<TokenizerSpec> again = ReadTokenizerJson(*text, spec.tokens.size());
  RBENCH_CHECK(again.has_value());
  RBENCH_CHECK(again->types.size() == spec.types.size());
  const Result<Tokenizer> made = Tokenizer::Create(*again);
  RBENCH_CHECK(made.has_value());
  for (const char* sample :
       {"Hello  world's 1234 <|a|> <think>\n", "a\xCC\x81\xE3\x80\x80\xE6\x97\xA5"}) {
    RBENCH_CHECK(made->Encode(sample) == tokenizer.Encode(sample));
  }
}

void Fuzz(std::string_view input) {
  HfTokenizerFiles files;
  for (std::string* file :
       {&files.tokenizer, &files.config, &files.special_tokens_map, &files.generation_config}) {
    const size_t end = std::min(input.find('\0'), input.size());
    *file = input.substr(0, end);
    input.remove_prefix(std::min(input.size(), end + 1));
  }
  const Result<HfTokenizer> read = ParseHfTokenizer(files);
  if (!read) return CheckError(read.error());
  const TokenizerSpec& spec = read->spec;
  RBENCH_CHECK(spec.tokens.size() == spec.types.size());
  for (const TokenId id : read->stop_ids) {
    RBENCH_CHECK(id >= 0 && static_cast<size_t>(id) < spec.tokens.size());
  }
  const Result<Tokenizer> tokenizer = Tokenizer::Create(spec);
  if (!tokenizer) return CheckError(tokenizer.error());
  CheckText(*tokenizer, files.tokenizer.substr(0, 300));
  CheckText(*tokenizer, "It's  the 1234th <|a|> \n\n test\xFF of caf\xC3\xA9");
  for (size_t i = spec.tokens.size(); i > 0 && i + 8 > spec.tokens.size(); --i) {
    CheckText(*tokenizer, spec.tokens[i - 1]);
  }
  CheckWriter(spec, *tokenizer);
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 40000) return 0;
  rbench::Fuzz(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
