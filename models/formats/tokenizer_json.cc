#include "models/formats/tokenizer_json.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "models/formats/json_object.h"
#include "models/formats/tokenizer_pipeline.h"
#include "models/tokenizer/byte_alphabet.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

using TokenType = TokenizerSpec::TokenType;

constexpr JsonLimits kLimits{.max_depth = 32, .max_bytes = size_t{1} << 28};
constexpr int64_t kMaxId = static_cast<int64_t>(Vocabulary::kMaxTokens) - 1;

struct AddedToken {
  TokenId id = -1;
  bool special = false;
  bool in_vocab = false;  // model.vocab has it too
  TokenizerSpec::Matching matching;
};
using AddedTokens = std::map<std::string, AddedToken, std::less<>>;  // by text

Result<AddedTokens> ReadAddedTokens(const JsonObject& root) {
  AddedTokens tokens;
  const Json* const list = root.Find("added_tokens");
  if (list == nullptr) return tokens;
  if (!list->is_array()) return InvalidInput("added_tokens is not an array");
  for (size_t i = 0; i < list->size(); ++i) {
    RBENCH_ASSIGN_OR_RETURN(const JsonObject item,
                            JsonObject::Of((*list)[i], fmt::format("added_tokens[{}]", i)));
    RBENCH_RETURN_IF_ERROR(item.OnlyKeys(
        {"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"}));
    RBENCH_ASSIGN_OR_RETURN(const auto id, item.Integer("id", kMaxId));
    RBENCH_ASSIGN_OR_RETURN(const auto content, item.Text("content"));
    if (!id) return InvalidInput(item.Place("id") + " is missing");
    if (!content) return InvalidInput(item.Place("content") + " is missing");
    AddedToken token;
    token.id = static_cast<TokenId>(*id);
    const auto flag = [&](const char* key, bool absent, bool& out) -> Status {
      RBENCH_ASSIGN_OR_RETURN(const auto value, item.Bool(key));
      out = value.value_or(absent);
      return {};
    };
    RBENCH_RETURN_IF_ERROR(flag("special", false, token.special));
    RBENCH_RETURN_IF_ERROR(flag("lstrip", false, token.matching.strip_left));
    RBENCH_RETURN_IF_ERROR(flag("rstrip", false, token.matching.strip_right));
    RBENCH_RETURN_IF_ERROR(flag("single_word", false, token.matching.single_word));
    RBENCH_RETURN_IF_ERROR(flag("normalized", !token.special, token.matching.normalized));
    if (!tokens.emplace(*content, token).second) {
      return InvalidInput(item.where() + " repeats the added token " + QuoteBriefly(*content));
    }
  }
  return tokens;
}

// Members of "model" that say what kind of BPE it is.
Status ReadModelKind(const JsonObject& model, TokenizerSpec& spec) {
  RBENCH_RETURN_IF_ERROR(model.OnlyKeys(
      {"type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix",
       "fuse_unk", "byte_fallback", "ignore_merges", "vocab", "merges"}));
  RBENCH_ASSIGN_OR_RETURN(const auto type, model.Text("type"));
  if (type.value_or("BPE") != "BPE") {
    return InvalidInput(
        fmt::format("model.type is {}; rbench reads only BPE", QuoteBriefly(*type)));
  }
  if (const Json* const dropout = model.Find("dropout")) {
    if (!dropout->is_number() || dropout->get<double>() != 0) {
      return InvalidInput("model.dropout is set, which would make tokens random");
    }
  }
  for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    RBENCH_ASSIGN_OR_RETURN(const auto text, model.Text(key));
    if (!text.value_or("").empty()) {
      return InvalidInput(
          fmt::format("{} is {}, which rbench does not do", model.Place(key), QuoteBriefly(*text)));
    }
  }
  RBENCH_ASSIGN_OR_RETURN(const auto ignore_merges, model.Bool("ignore_merges"));
  spec.ignore_merges = ignore_merges.value_or(false);
  RBENCH_ASSIGN_OR_RETURN(const auto byte_fallback, model.Bool("byte_fallback"));
  if (spec.model == "metaspace" && !byte_fallback.value_or(false)) {
    return InvalidInput(
        "model.byte_fallback is not true: characters without a token would be lost");
  }
  return {};
}

// Fills tokens and types while the file is read in its own order.
class VocabularyReader {
 public:
  VocabularyReader(TokenizerSpec& spec, size_t vocab_size) : spec_(spec), vocab_size_(vocab_size) {}

  Status ReadVocab(const JsonObject& model, AddedTokens& added) {
    const Json* const vocab = model.Find("vocab");
    if (vocab == nullptr || !vocab->is_object()) {
      return InvalidInput("model.vocab is not an object");
    }
    RBENCH_RETURN_IF_ERROR(MakeRoom(*vocab, added));
    for (auto member = vocab->begin(); member != vocab->end(); ++member) {
      const std::string& text = member.key();
      if (!IsId(*member)) {
        return InvalidInput(
            fmt::format("model.vocab gives {} an id that is not an integer from 0 to {}",
                        QuoteBriefly(text), kMaxId));
      }
      const auto id = static_cast<TokenId>(member->get<int64_t>());
      const auto found = added.find(text);
      if (found != added.end()) {
        if (found->second.id != id) {
          return InvalidInput(fmt::format("{} has the id {} in model.vocab and {} in added_tokens",
                                          QuoteBriefly(text), id, found->second.id));
        }
        found->second.in_vocab = true;
        continue;  // comes with the added tokens
      }
      RBENCH_RETURN_IF_ERROR(Place(id, text, TypeOf(text)));
    }
    RBENCH_RETURN_IF_ERROR(CheckAssignedIds(vocab->size(), added));
    for (const auto& [text, token] : added) {
      RBENCH_RETURN_IF_ERROR(
          Place(token.id, text, token.special ? TokenType::kControl : TokenType::kUserDefined));
      if (token.matching != TokenizerSpec::Matching()) spec_.matching[token.id] = token.matching;
    }
    for (size_t id = 0; id < spec_.tokens.size(); ++id) {
      if (placed_[id]) continue;
      spec_.tokens[id] = fmt::format("[PAD{}]", id);
      spec_.types[id] = TokenType::kUnused;
    }
    return {};
  }

 private:
  static bool IsId(const Json& value) {
    return value.is_number_unsigned() && value.get<uint64_t>() <= static_cast<uint64_t>(kMaxId);
  }

  // One slot an id, as many as the file or the model justify.
  Status MakeRoom(const Json& vocab, const AddedTokens& added) {
    const size_t named = vocab.size() + added.size();
    size_t size = 0;
    for (const Json& id : vocab) {
      if (IsId(id)) size = std::max(size, static_cast<size_t>(id.get<uint64_t>()) + 1);
    }
    for (const auto& [text, token] : added) {
      size = std::max(size, static_cast<size_t>(token.id) + 1);
    }
    if (vocab_size_ == 0 && size > 2 * named) {
      return InvalidInput(
          fmt::format("the largest token id is {}, but there are only {} tokens", size - 1, named));
    }
    size = vocab_size_ == 0 ? size : vocab_size_;
    spec_.tokens.resize(size);
    spec_.types.resize(size, TokenType::kUnused);
    placed_.resize(size, false);
    return {};
  }

  // The tokenizers package does not take the ids of added tokens from the file: those outside of
  // model.vocab are counted on from its size. So they must say just that.
  static Status CheckAssignedIds(size_t vocab_size, const AddedTokens& added) {
    std::map<TokenId, std::string_view> outside;
    for (const auto& [text, token] : added) {
      if (!token.in_vocab && !outside.emplace(token.id, text).second) {
        return InvalidInput(fmt::format("{} has the id of {}", NameToken(token.id, text),
                                        QuoteBriefly(outside[token.id])));
      }
    }
    size_t next = vocab_size;
    for (const auto& [id, text] : outside) {
      if (static_cast<size_t>(id) != next) {
        return InvalidInput(
            fmt::format("the added {} must have the id {}, the next after those of model.vocab",
                        NameToken(id, text), next));
      }
      ++next;
    }
    return {};
  }

  // Spellings that no text can reach are unused: strange to the byte alphabet, or with a space
  // where spaces are marked.
  TokenType TypeOf(const std::string& text) const {
    if (spec_.model == "gpt2") {
      return BytesOfSpelling(text) ? TokenType::kNormal : TokenType::kUnused;
    }
    if (text.size() == 6 && text.starts_with("<0x") && text.ends_with('>')) return TokenType::kByte;
    return text.find(' ') == std::string::npos ? TokenType::kNormal : TokenType::kUnused;
  }

  Status Place(TokenId id, const std::string& text, TokenType type) {
    const auto index = static_cast<size_t>(id);
    if (index >= spec_.tokens.size()) {
      return InvalidInput(fmt::format("{} is outside the model's vocabulary of {} tokens",
                                      NameToken(id, text), spec_.tokens.size()));
    }
    if (placed_[index]) {
      return InvalidInput(fmt::format("{} has the id of {}", NameToken(id, text),
                                      QuoteBriefly(spec_.tokens[index])));
    }
    placed_[index] = true;
    spec_.tokens[index] = text;
    spec_.types[index] = type;
    return {};
  }

  TokenizerSpec& spec_;
  size_t vocab_size_;
  std::vector<bool> placed_;
};

Status ReadMerges(const JsonObject& model, TokenizerSpec& spec) {
  const Json* const merges = model.Find("merges");
  if (merges == nullptr || !merges->is_array()) return InvalidInput("model.merges is not an array");
  spec.merges.reserve(merges->size());
  for (const Json& merge : *merges) {
    if (merge.is_string()) {
      spec.merges.push_back(merge.get<std::string>());
    } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() &&
               merge[1].is_string()) {
      spec.merges.push_back(merge[0].get<std::string>() + ' ' + merge[1].get<std::string>());
    } else {
      return InvalidInput(fmt::format("model.merges[{}] is neither \"a b\" nor [\"a\", \"b\"]",
                                      spec.merges.size()));
    }
  }
  return {};
}

// With bytes that have no token, this one would stand in their place; we leave them out.
Status ReadUnknown(const JsonObject& model, TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto unknown, model.Text("unk_token"));
  if (!unknown || unknown->empty()) return {};
  bool bytes[256] = {};
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.tokens[id] == *unknown) spec.unknown = static_cast<TokenId>(id);
    if (spec.types[id] != TokenType::kNormal || spec.tokens[id].size() > 2) continue;
    const auto spelled = BytesOfSpelling(spec.tokens[id]);
    if (spelled && spelled->size() == 1) bytes[static_cast<uint8_t>((*spelled)[0])] = true;
  }
  for (int byte = 0; spec.model == "gpt2" && byte < 256; ++byte) {
    if (bytes[byte]) continue;
    return InvalidInput(fmt::format(
        "model.unk_token is {} and byte 0x{:02x} has no token, which rbench does not do",
        QuoteBriefly(*unknown), byte));
  }
  return {};
}

Status CheckBegin(const TokenizerSpec& spec) {
  if (spec.bos && static_cast<size_t>(*spec.bos) >= spec.tokens.size()) {
    return InvalidInput(
        fmt::format("post_processor puts token {} in front, which is outside the vocabulary of {}",
                    *spec.bos, spec.tokens.size()));
  }
  return {};
}

}  // namespace

Result<TokenizerSpec> ReadTokenizerJson(std::string_view text, size_t vocab_size) {
  RBENCH_ASSIGN_OR_RETURN(const Json json, ParseJson(text, kLimits));
  RBENCH_ASSIGN_OR_RETURN(const JsonObject root, JsonObject::Of(json, "tokenizer.json"));
  // Truncation and padding are for batches of training; no prompt is cut or filled by them.
  RBENCH_RETURN_IF_ERROR(
      root.OnlyKeys({"version", "truncation", "padding", "added_tokens", "normalizer",
                     "pre_tokenizer", "post_processor", "decoder", "model"}));
  const Json* const model_json = root.Find("model");
  if (model_json == nullptr) return InvalidInput("tokenizer.json has no model");
  RBENCH_ASSIGN_OR_RETURN(const JsonObject model, JsonObject::Of(*model_json, "model"));
  TokenizerSpec spec;
  RBENCH_RETURN_IF_ERROR(ReadTokenizerPipeline(json, spec));
  RBENCH_RETURN_IF_ERROR(ReadModelKind(model, spec));
  RBENCH_ASSIGN_OR_RETURN(AddedTokens added, ReadAddedTokens(root));
  RBENCH_RETURN_IF_ERROR(VocabularyReader(spec, vocab_size).ReadVocab(model, added));
  RBENCH_RETURN_IF_ERROR(ReadMerges(model, spec));
  RBENCH_RETURN_IF_ERROR(ReadUnknown(model, spec));
  RBENCH_RETURN_IF_ERROR(CheckBegin(spec));
  if (const std::string_view name = PreTokenizer::NameOf(spec.pre, spec); !name.empty()) {
    spec.pre = name;
  }
  return spec;
}

}  // namespace rbench
