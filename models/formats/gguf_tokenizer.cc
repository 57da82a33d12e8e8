#include "models/formats/gguf_tokenizer.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "models/formats/scored_merges.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

constexpr std::string_view kPrefix = "tokenizer.ggml.";
constexpr std::string_view kIdSuffix = "_token_id";

// Keys that are read here, or that decide nothing for byte-level BPE. Keys that end in _token_id
// name tokens for special purposes (fill in the middle, separators) that we do not use.
constexpr std::string_view kKnownKeys[] = {
    "model",         "pre",           "tokens",           "token_type",
    "scores",        "merges",        "token_type_count", "add_bos_token",
    "add_eos_token", "add_sep_token", "add_space_prefix",
};

// Ends of a turn or a text in the templates of known models.
constexpr std::string_view kTurnEnds[] = {"<|im_end|>", "<|eot_id|>", "<|eom_id|>",
                                          "<|end_of_text|>", "<|endoftext|>"};

Error Missing(std::string_view key) {
  return InvalidInput(fmt::format("key {} is missing", QuotedForMessage(key)));
}

Status CheckKeys(const GgufFile& file) {
  for (const GgufValue& value : file.values()) {
    if (!value.key.starts_with(kPrefix)) continue;
    const std::string_view name = value.key.substr(kPrefix.size());
    if (name.ends_with(kIdSuffix)) continue;
    if (std::find(std::begin(kKnownKeys), std::end(kKnownKeys), name) != std::end(kKnownKeys))
      continue;
    return InvalidInput(fmt::format("key {} is not known and may change the tokens of a text",
                                    QuotedForMessage(value.key)));
  }
  return {};
}

Status ReadSpacePrefix(const GgufFile& file, TokenizerSpec& spec) {
  const bool marked = spec.model == "metaspace";
  RBENCH_ASSIGN_OR_RETURN(const std::optional<bool> space,
                          file.Bool("tokenizer.ggml.add_space_prefix"));
  if (!space.value_or(marked)) return {};
  if (!marked) {
    return InvalidInput(
        "key \"tokenizer.ggml.add_space_prefix\" is true, which byte-level BPE does not do");
  }
  spec.leading_space = TokenizerSpec::LeadingSpace::kEverySection;
  return {};
}

Status ReadModelAndPre(const GgufFile& file, const CheckpointOptions& options,
                       TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const auto model, file.String("tokenizer.ggml.model"));
  if (!model.has_value()) return Missing("tokenizer.ggml.model");
  if (*model == "llama") {
    if (!options.pre_tokenizer.empty()) {
      return InvalidInput(
          "tokenizer.ggml.model is \"llama\", which cuts no words; leave --pre-tokenizer out");
    }
    spec.model = "metaspace";
    return {};
  }
  if (*model != "gpt2") {
    return InvalidInput(
        fmt::format("tokenizer.ggml.model is {}; rbench reads only gpt2 (byte-level BPE) and llama "
                    "(SentencePiece BPE)",
                    QuotedForMessage(*model)));
  }
  spec.model = *model;
  RBENCH_ASSIGN_OR_RETURN(const auto pre, file.String("tokenizer.ggml.pre"));
  const std::string_view stated = pre.value_or("");
  const std::string& named = options.pre_tokenizer;
  const bool known = PreTokenizer::StepsOf(stated) != stated;
  if (!known && named.empty()) {
    const bool silent = stated.empty() || stated == "default";
    return InvalidInput(fmt::format(
        "tokenizer.ggml.pre is {}, which {}; name the pre-tokenizer with --pre-tokenizer (for "
        "example gpt-2 or smollm): a wrong one costs accuracy without any sign of it",
        pre.has_value() ? QuotedForMessage(stated) : "missing",
        silent ? "does not say how text is split before BPE" : "rbench does not know"));
  }
  if (known && !named.empty() && named != stated) {
    return InvalidInput(
        fmt::format("tokenizer.ggml.pre is {}, and --pre-tokenizer says {}; leave the flag out",
                    QuotedForMessage(stated), QuotedForMessage(named)));
  }
  spec.pre = known ? std::string(stated) : named;
  PreTokenizer::ApplyName(spec);
  return {};
}

Status ReadVocabulary(const GgufFile& file, TokenizerSpec& spec) {
  // Before memory is set aside for them.
  const GgufValue* const list = file.Find("tokenizer.ggml.tokens");
  if (list != nullptr && list->is_array && list->count > Vocabulary::kMaxTokens) {
    return InvalidInput(
        fmt::format("key \"tokenizer.ggml.tokens\" has {} tokens, more than the bound of {}",
                    list->count, Vocabulary::kMaxTokens));
  }
  RBENCH_ASSIGN_OR_RETURN(auto tokens, file.Strings("tokenizer.ggml.tokens"));
  if (!tokens.has_value()) return Missing("tokenizer.ggml.tokens");
  if (tokens->empty()) return InvalidInput("key \"tokenizer.ggml.tokens\" has no tokens");
  RBENCH_ASSIGN_OR_RETURN(const auto types, file.Integers("tokenizer.ggml.token_type", 1, 6));
  if (!types.has_value()) return Missing("tokenizer.ggml.token_type");
  if (types->size() != tokens->size()) {
    return InvalidInput(
        fmt::format("key \"tokenizer.ggml.token_type\" has {} items, and \"tokenizer.ggml.tokens\" "
                    "has {}; they must be equal",
                    types->size(), tokens->size()));
  }
  spec.types.reserve(types->size());
  // The file counts from 1, in the order of the enumeration.
  for (const int64_t type : *types)
    spec.types.push_back(static_cast<TokenizerSpec::TokenType>(type - 1));
  spec.tokens = *std::move(tokens);
  if (spec.model == "metaspace") {
    RBENCH_ASSIGN_OR_RETURN(const auto scores, file.Reals("tokenizer.ggml.scores"));
    if (!scores.has_value()) return Missing("tokenizer.ggml.scores");
    RBENCH_ASSIGN_OR_RETURN(spec.merges, MergesOfScores(spec, *scores));
    return {};
  }
  RBENCH_ASSIGN_OR_RETURN(auto merges, file.Strings("tokenizer.ggml.merges"));
  if (!merges.has_value()) return Missing("tokenizer.ggml.merges");
  spec.merges = *std::move(merges);
  return {};
}

Result<std::optional<TokenId>> ReadId(const GgufFile& file, std::string_view name,
                                      const TokenizerSpec& spec) {
  const std::string key = fmt::format("{}{}{}", kPrefix, name, kIdSuffix);
  RBENCH_ASSIGN_OR_RETURN(const auto id,
                          file.Integer(key, 0, static_cast<int64_t>(spec.tokens.size()) - 1));
  if (!id.has_value()) return std::optional<TokenId>();
  return std::optional<TokenId>(static_cast<TokenId>(*id));
}

}  // namespace

Result<TokenizerSpec> ReadGgufTokenizer(const GgufFile& file, const CheckpointOptions& options) {
  TokenizerSpec spec;
  RBENCH_RETURN_IF_ERROR(ReadModelAndPre(file, options, spec));
  RBENCH_RETURN_IF_ERROR(CheckKeys(file));
  RBENCH_RETURN_IF_ERROR(ReadSpacePrefix(file, spec));
  RBENCH_RETURN_IF_ERROR(ReadVocabulary(file, spec));
  RBENCH_ASSIGN_OR_RETURN(spec.bos, ReadId(file, "bos", spec));
  RBENCH_ASSIGN_OR_RETURN(spec.eos, ReadId(file, "eos", spec));
  RBENCH_ASSIGN_OR_RETURN(spec.eot, ReadId(file, "eot", spec));
  RBENCH_ASSIGN_OR_RETURN(spec.unknown, ReadId(file, "unknown", spec));
  RBENCH_ASSIGN_OR_RETURN(spec.padding, ReadId(file, "padding", spec));
  RBENCH_ASSIGN_OR_RETURN(const auto add_bos, file.Bool("tokenizer.ggml.add_bos_token"));
  RBENCH_ASSIGN_OR_RETURN(const auto add_eos, file.Bool("tokenizer.ggml.add_eos_token"));
  // Files of these models leave the key out and mean it.
  spec.add_bos = add_bos.value_or(spec.model == "metaspace" && spec.bos.has_value());
  spec.add_eos = add_eos.value_or(false);
  if (spec.add_bos && !spec.bos.has_value()) {
    return InvalidInput(
        "tokenizer.ggml.add_bos_token is true, and there is no tokenizer.ggml.bos_token_id");
  }
  if (spec.add_eos && !spec.eos.has_value()) {
    return InvalidInput(
        "tokenizer.ggml.add_eos_token is true, and there is no tokenizer.ggml.eos_token_id");
  }
  return spec;
}

Result<std::vector<TokenId>> ReadGgufStopIds(const GgufFile& file, const TokenizerSpec& tokenizer,
                                             const std::string& chat_template) {
  std::vector<TokenId> ids;
  RBENCH_ASSIGN_OR_RETURN(const std::optional<TokenId> eom, ReadId(file, "eom", tokenizer));
  for (const std::optional<TokenId>& id : {tokenizer.eos, tokenizer.eot, eom}) {
    if (id.has_value()) ids.push_back(*id);
  }
  for (const std::string_view text : kTurnEnds) {
    if (chat_template.find(text) == std::string::npos) continue;
    for (size_t id = 0; id < tokenizer.tokens.size(); ++id) {
      using Type = TokenizerSpec::TokenType;
      const bool special =
          tokenizer.types[id] == Type::kControl || tokenizer.types[id] == Type::kUserDefined;
      if (special && tokenizer.tokens[id] == text) ids.push_back(static_cast<TokenId>(id));
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace rbench
