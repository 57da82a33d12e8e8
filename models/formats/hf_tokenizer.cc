#include "models/formats/hf_tokenizer.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "models/formats/json_object.h"
#include "models/formats/tokenizer_json.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

using TokenType = TokenizerSpec::TokenType;

constexpr size_t kMaxTokenizerBytes = size_t{1} << 28;
constexpr size_t kMaxConfigBytes = size_t{1} << 24;
constexpr JsonLimits kLimits{.max_depth = 32, .max_bytes = kMaxConfigBytes};

constexpr char kConfig[] = "tokenizer_config.json";
constexpr char kSpecialMap[] = "special_tokens_map.json";
constexpr char kGeneration[] = "generation_config.json";

// A small JSON file; an empty object where there is none.
Result<Json> ParseOptional(const std::string& text, const char* name) {
  if (text.empty()) return Json(Json::object());
  Result<Json> json = ParseJson(text, kLimits);
  if (!json) return std::move(json).error().WithContext(name);
  return json;
}

// A token as these files name it: its text, or an object with the text as "content".
Result<std::optional<std::string>> TokenText(const JsonObject& object, std::string_view key) {
  const Json* const found = object.Find(key);
  if (found == nullptr || !found->is_object()) return object.Text(key);
  RBENCH_ASSIGN_OR_RETURN(const JsonObject inner, JsonObject::Of(*found, object.Place(key)));
  RBENCH_ASSIGN_OR_RETURN(auto text, inner.Text("content"));
  if (!text) return InvalidInput(inner.Place("content") + " is missing");
  return text;
}

// Finds tokens by text among all of the vocabulary; a file may name a million.
class TokenIndex {
 public:
  explicit TokenIndex(const TokenizerSpec& spec) : spec_(spec), by_text_(spec.tokens.size()) {
    std::iota(by_text_.begin(), by_text_.end(), TokenId{0});
    // A spelling that no text reaches may still be named, where there is no other.
    const auto key = [&](TokenId id) {
      const auto i = static_cast<size_t>(id);
      return std::tuple<std::string_view, bool, TokenId>(spec_.tokens[i],
                                                         spec_.types[i] == TokenType::kUnused, id);
    };
    std::sort(by_text_.begin(), by_text_.end(),
              [&](TokenId a, TokenId b) { return key(a) < key(b); });
  }

  std::optional<TokenId> Find(std::string_view text) const {
    const auto at =
        std::lower_bound(by_text_.begin(), by_text_.end(), text,
                         [&](TokenId id, std::string_view wanted) { return TextOf(id) < wanted; });
    if (at == by_text_.end() || TextOf(*at) != text) return std::nullopt;
    return *at;
  }

 private:
  std::string_view TextOf(TokenId id) const { return spec_.tokens[static_cast<size_t>(id)]; }

  const TokenizerSpec& spec_;
  std::vector<TokenId> by_text_;
};

// added_tokens_decoder: {"151643": {"content": …, "lstrip": …}}. The library adds these tokens
// again, so their flags are the ones that count.
Status ApplyAddedTokens(const JsonObject& config, TokenizerSpec& spec) {
  const Json* const list = config.Find("added_tokens_decoder");
  if (list == nullptr) return {};
  const std::string where = config.Place("added_tokens_decoder");
  if (!list->is_object()) return InvalidInput(where + " is not an object");
  for (auto member = list->begin(); member != list->end(); ++member) {
    RBENCH_ASSIGN_OR_RETURN(
        const JsonObject token,
        JsonObject::Of(*member, fmt::format("{}.{}", where, QuoteBriefly(member.key()))));
    RBENCH_ASSIGN_OR_RETURN(const auto text, token.Text("content"));
    if (!text) return InvalidInput(token.Place("content") + " is missing");
    size_t id = 0;
    bool digits = !member.key().empty() && member.key().size() <= 8;
    for (const char c : member.key()) {
      digits = digits && c >= '0' && c <= '9';
      if (digits) id = id * 10 + static_cast<size_t>(c - '0');
    }
    if (!digits || id >= spec.tokens.size() || spec.tokens[id] != *text) {
      return InvalidInput(fmt::format("{} is {}, which tokenizer.json does not have at this id",
                                      token.where(), QuoteBriefly(*text)));
    }
    const auto key = static_cast<TokenId>(id);
    bool special = spec.types[id] == TokenType::kControl;
    TokenizerSpec::Matching matching = spec.matching[key];
    const std::pair<const char*, bool*> flags[] = {{"special", &special},
                                                   {"lstrip", &matching.strip_left},
                                                   {"rstrip", &matching.strip_right},
                                                   {"single_word", &matching.single_word},
                                                   {"normalized", &matching.normalized}};
    for (const auto& [name, flag] : flags) {
      RBENCH_ASSIGN_OR_RETURN(const auto value, token.Bool(name));
      if (value) *flag = *value;
    }
    spec.types[id] = special ? TokenType::kControl : TokenType::kUserDefined;
    spec.matching[key] = matching;
    if (matching == TokenizerSpec::Matching()) spec.matching.erase(key);
  }
  return {};
}

// Ids at "eos_token_id": one, or an array.
Status ReadStopIds(const JsonObject& object, std::vector<TokenId>& ids) {
  const Json* const value = object.Find("eos_token_id");
  if (value == nullptr) return {};
  const Json list = value->is_array() ? *value : Json::array({*value});
  for (const Json& id : list) {
    if (!id.is_number_unsigned() || id.get<uint64_t>() >= Vocabulary::kMaxTokens) {
      return InvalidInput(object.Place("eos_token_id") + " is not a token id or several");
    }
    ids.push_back(static_cast<TokenId>(id.get<uint64_t>()));
  }
  return {};
}

Result<std::string> TemplateOf(const JsonObject& config) {
  const Json* const value = config.Find("chat_template");
  if (value == nullptr) return std::string();
  if (value->is_string()) return value->get<std::string>();
  if (!value->is_array()) {
    return InvalidInput(config.Place("chat_template") + " is neither a string nor an array");
  }
  std::string names;
  for (const Json& item : *value) {
    RBENCH_ASSIGN_OR_RETURN(const JsonObject entry,
                            JsonObject::Of(item, config.Place("chat_template") + "[]"));
    RBENCH_ASSIGN_OR_RETURN(const auto name, entry.Text("name"));
    RBENCH_ASSIGN_OR_RETURN(const auto text, entry.Text("template"));
    if (!name || !text) return InvalidInput(entry.where() + " lacks its name or template");
    if (*name == "default") return *text;
    names += (names.empty() ? "" : ", ") + QuoteBriefly(*name);
  }
  return InvalidInput(fmt::format("{} has no template of the name \"default\", only {}",
                                  config.Place("chat_template"), names.empty() ? "none" : names));
}

// One reading of a folder.
class Reader {
 public:
  Reader(HfTokenizerFiles files, const HfTokenizerOptions& options)
      : files_(std::move(files)), options_(options) {}

  Result<HfTokenizer> Read() {
    Result<TokenizerSpec> spec = ReadTokenizerJson(files_.tokenizer, options_.vocab_size);
    if (!spec) return std::move(spec).error().WithContext("tokenizer.json");
    out_.spec = *std::move(spec);
    RBENCH_ASSIGN_OR_RETURN(const Json config_json, ParseOptional(files_.config, kConfig));
    RBENCH_ASSIGN_OR_RETURN(const Json map_json,
                            ParseOptional(files_.special_tokens_map, kSpecialMap));
    RBENCH_ASSIGN_OR_RETURN(const Json generation_json,
                            ParseOptional(files_.generation_config, kGeneration));
    RBENCH_ASSIGN_OR_RETURN(const JsonObject config, JsonObject::Of(config_json, kConfig));
    RBENCH_ASSIGN_OR_RETURN(const JsonObject map, JsonObject::Of(map_json, kSpecialMap));
    RBENCH_ASSIGN_OR_RETURN(const JsonObject generation,
                            JsonObject::Of(generation_json, kGeneration));
    RBENCH_RETURN_IF_ERROR(ApplyAddedTokens(config, out_.spec));
    RBENCH_RETURN_IF_ERROR(CheckFlags(config));
    RBENCH_RETURN_IF_ERROR(NameTokens(config, map));
    RBENCH_RETURN_IF_ERROR(DecideBegin(config));
    out_.chat_template = std::move(files_.chat_template);
    if (out_.chat_template.empty()) {
      RBENCH_ASSIGN_OR_RETURN(out_.chat_template, TemplateOf(config));
    }
    RBENCH_RETURN_IF_ERROR(CollectStopIds(generation));
    return std::move(out_);
  }

 private:
  // The four tokens with a purpose. What is named so is special, also where tokenizer.json does not
  // say it.
  Status NameTokens(const JsonObject& config, const JsonObject& map) {
    struct Role {
      const char* key;
      std::optional<TokenId>* id;
    };
    const TokenIndex tokens(out_.spec);
    std::optional<TokenId> begin;
    const Role roles[] = {{"bos_token", &begin},
                          {"eos_token", &out_.spec.eos},
                          {"unk_token", &out_.spec.unknown},
                          {"pad_token", &out_.spec.padding}};
    for (const Role& role : roles) {
      RBENCH_ASSIGN_OR_RETURN(auto text, TokenText(config, role.key));
      if (!text) {
        RBENCH_ASSIGN_OR_RETURN(text, TokenText(map, role.key));
      }
      if (!text || text->empty()) continue;
      const std::optional<TokenId> id = tokens.Find(*text);
      if (!id) {
        out_.warnings.push_back(fmt::format("{} is {}, which the tokenizer does not have", role.key,
                                            QuoteBriefly(*text)));
        continue;
      }
      MakeSpecial(*id);
      *role.id = id;
    }
    for (const JsonObject& file : {config, map}) {
      const Json* const more = file.Find("additional_special_tokens");
      if (more == nullptr || !more->is_array()) continue;
      for (const Json& token : *more) {
        if (!token.is_string()) continue;  // with flags: among the added tokens
        const auto id = tokens.Find(token.get_ref<const std::string&>());
        if (id) MakeSpecial(*id);
      }
    }
    if (begin && out_.spec.add_bos && out_.spec.bos != begin) {
      out_.warnings.push_back(fmt::format(
          "the post-processor of tokenizer.json puts token {} in front, and bos_token is {}",
          *out_.spec.bos, *begin));
    }
    if (!out_.spec.add_bos) out_.spec.bos = begin;
    return {};
  }

  void MakeSpecial(TokenId id) {
    TokenType& type = out_.spec.types[static_cast<size_t>(id)];
    if (type != TokenType::kControl && type != TokenType::kUserDefined) type = TokenType::kControl;
  }

  // Flags of the library's classes that change what tokenizer.json says.
  Status CheckFlags(const JsonObject& config) {
    RBENCH_ASSIGN_OR_RETURN(const auto split, config.Bool("split_special_tokens"));
    if (split.value_or(false)) {
      return InvalidInput(config.Place("split_special_tokens") +
                          " is true: no special token would be parsed");
    }
    RBENCH_ASSIGN_OR_RETURN(const auto space, config.Bool("add_prefix_space"));
    if (!space) return {};
    if (out_.spec.model == "gpt2" && *space) {
      return InvalidInput(config.Place("add_prefix_space") +
                          " is true, which rbench does not do for byte-level BPE");
    }
    const bool leads = out_.spec.leading_space != TokenizerSpec::LeadingSpace::kNone;
    if (*space != leads && out_.spec.model != "gpt2") {
      out_.warnings.push_back(fmt::format(
          "add_prefix_space is {}, but tokenizer.json {} a space in front; the latter holds",
          *space, leads ? "puts" : "does not put"));
    }
    return {};
  }

  // The Llama classes of transformers replace the post-processor by what these two flags say.
  Status DecideBegin(const JsonObject& config) {
    RBENCH_ASSIGN_OR_RETURN(const auto name, config.Text("tokenizer_class"));
    RBENCH_ASSIGN_OR_RETURN(const auto add_bos, config.Bool("add_bos_token"));
    RBENCH_ASSIGN_OR_RETURN(const auto add_eos, config.Bool("add_eos_token"));
    if (add_eos.value_or(false)) {
      return InvalidInput(
          std::string(kConfig) +
          ".add_eos_token is true: an end token after the prompt would end every answer");
    }
    const bool llama = name && (*name == "LlamaTokenizer" || *name == "LlamaTokenizerFast");
    if (llama && add_bos) {
      if (*add_bos && !out_.spec.bos) {
        return InvalidInput(std::string(kConfig) +
                            ".add_bos_token is true, and there is no bos_token");
      }
      out_.spec.add_bos = *add_bos;
    } else if (add_bos && *add_bos != out_.spec.add_bos) {
      out_.warnings.push_back(fmt::format(
          "add_bos_token is {}, but the post-processor of tokenizer.json {} a begin token; the "
          "latter holds",
          *add_bos, out_.spec.add_bos ? "adds" : "does not add"));
    }
    return {};
  }

  Status CollectStopIds(const JsonObject& generation) {
    std::vector<TokenId>& ids = out_.stop_ids;
    RBENCH_RETURN_IF_ERROR(ReadStopIds(generation, ids));
    ids.insert(ids.end(), options_.config_stop_ids.begin(), options_.config_stop_ids.end());
    for (const TokenId id : ids) {
      if (id < 0 || static_cast<size_t>(id) >= out_.spec.tokens.size()) {
        return InvalidInput(fmt::format("eos_token_id {} is outside the vocabulary of {} tokens",
                                        id, out_.spec.tokens.size()));
      }
    }
    if (out_.spec.eos) ids.push_back(*out_.spec.eos);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (!out_.spec.eos && !ids.empty()) out_.spec.eos = ids.front();
    return {};
  }

  HfTokenizerFiles files_;
  const HfTokenizerOptions& options_;
  HfTokenizer out_;
};

}  // namespace

Result<HfTokenizer> ParseHfTokenizer(HfTokenizerFiles files, const HfTokenizerOptions& options) {
  if (options.vocab_size > Vocabulary::kMaxTokens) {
    return InvalidInput(fmt::format("a vocabulary of {} tokens is more than the bound of {}",
                                    options.vocab_size, Vocabulary::kMaxTokens));
  }
  return Reader(std::move(files), options).Read();
}

Result<HfTokenizer> ReadHfTokenizer(const std::string& folder, const HfTokenizerOptions& options) {
  HfTokenizerFiles files;
  const std::pair<const char*, std::string*> names[] = {
      {"tokenizer.json", &files.tokenizer},
      {kConfig, &files.config},
      {kSpecialMap, &files.special_tokens_map},
      {kGeneration, &files.generation_config},
      {"chat_template.jinja", &files.chat_template}};
  for (const auto& [name, text] : names) {
    const std::string path = folder + "/" + name;
    if (!FileExists(path)) continue;
    const bool small = text != &files.tokenizer;
    RBENCH_ASSIGN_OR_RETURN(*text, ReadFile(path, small ? kMaxConfigBytes : kMaxTokenizerBytes));
  }
  if (files.tokenizer.empty()) {
    return InvalidInput(fmt::format(
        "{}/tokenizer.json is missing or empty; rbench reads tokenizers in this format, which "
        "transformers writes (AutoTokenizer.from_pretrained(...).save_pretrained(folder))",
        folder));
  }
  Result<HfTokenizer> read = ParseHfTokenizer(std::move(files), options);
  if (!read) return std::move(read).error().WithContext(folder);
  return read;
}

}  // namespace rbench
