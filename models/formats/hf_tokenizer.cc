#include "models/formats/hf_tokenizer.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
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

// A small JSON file of the folder; an empty object where there is none.
Result<Json> ReadOptional(const std::string& folder, const char* name) {
  const std::string path = folder + "/" + name;
  if (!FileExists(path)) return Json(Json::object());
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxConfigBytes));
  Result<Json> json = ParseJson(text, kLimits);
  if (!json) return std::move(json).error().WithContext(path);
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

std::optional<TokenId> FindToken(const TokenizerSpec& spec, std::string_view text) {
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.types[id] != TokenType::kUnused && spec.tokens[id] == text) {
      return static_cast<TokenId>(id);
    }
  }
  // A spelling that no text reaches may still be named.
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.tokens[id] == text) return static_cast<TokenId>(id);
  }
  return std::nullopt;
}

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

Result<std::string> TemplateOf(const std::string& folder, const JsonObject& config) {
  const std::string path = folder + "/chat_template.jinja";
  if (FileExists(path)) return ReadFile(path, kMaxConfigBytes);
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
  Reader(const std::string& folder, const HfTokenizerOptions& options)
      : folder_(folder), options_(options) {}

  Result<HfTokenizer> Read() {
    RBENCH_RETURN_IF_ERROR(ReadTokenizer());
    RBENCH_ASSIGN_OR_RETURN(const Json config_json, ReadOptional(folder_, kConfig));
    RBENCH_ASSIGN_OR_RETURN(const Json map_json, ReadOptional(folder_, kSpecialMap));
    RBENCH_ASSIGN_OR_RETURN(const Json generation_json, ReadOptional(folder_, kGeneration));
    RBENCH_ASSIGN_OR_RETURN(const JsonObject config, JsonObject::Of(config_json, kConfig));
    RBENCH_ASSIGN_OR_RETURN(const JsonObject map, JsonObject::Of(map_json, kSpecialMap));
    RBENCH_ASSIGN_OR_RETURN(const JsonObject generation,
                            JsonObject::Of(generation_json, kGeneration));
    RBENCH_RETURN_IF_ERROR(ApplyAddedTokens(config, out_.spec));
    RBENCH_RETURN_IF_ERROR(NameTokens(config, map));
    RBENCH_RETURN_IF_ERROR(DecideBegin(config));
    RBENCH_ASSIGN_OR_RETURN(out_.chat_template, TemplateOf(folder_, config));
    RBENCH_RETURN_IF_ERROR(CollectStopIds(generation));
    return std::move(out_);
  }

 private:
  Status ReadTokenizer() {
    const std::string path = folder_ + "/tokenizer.json";
    if (!FileExists(path)) {
      return InvalidInput(fmt::format(
          "{} is missing: rbench reads tokenizers in this format; transformers writes it "
          "(AutoTokenizer.from_pretrained(…, use_fast=True).save_pretrained)",
          path));
    }
    RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxTokenizerBytes));
    Result<TokenizerSpec> spec = ReadTokenizerJson(text, options_.vocab_size);
    if (!spec) return std::move(spec).error().WithContext(path);
    out_.spec = *std::move(spec);
    return {};
  }

  // The four tokens with a purpose. What is named so is special, also where tokenizer.json does not
  // say it.
  Status NameTokens(const JsonObject& config, const JsonObject& map) {
    struct Role {
      const char* key;
      std::optional<TokenId>* id;
    };
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
      const std::optional<TokenId> id = FindToken(out_.spec, *text);
      if (!id) {
        out_.warnings.push_back(fmt::format("{} is {}, which the tokenizer does not have", role.key,
                                            QuoteBriefly(*text)));
        continue;
      }
      TokenType& type = out_.spec.types[static_cast<size_t>(*id)];
      if (type != TokenType::kControl && type != TokenType::kUserDefined) {
        type = TokenType::kControl;
      }
      *role.id = id;
    }
    if (begin && out_.spec.add_bos && out_.spec.bos != begin) {
      out_.warnings.push_back(fmt::format(
          "the post-processor of tokenizer.json puts token {} in front, and bos_token is {}",
          *out_.spec.bos, *begin));
    }
    if (!out_.spec.add_bos) out_.spec.bos = begin;
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

  const std::string& folder_;
  const HfTokenizerOptions& options_;
  HfTokenizer out_;
};

}  // namespace

Result<HfTokenizer> ReadHfTokenizer(const std::string& folder, const HfTokenizerOptions& options) {
  if (options.vocab_size > Vocabulary::kMaxTokens) {
    return InvalidInput(fmt::format("{}: a vocabulary of {} tokens is more than the bound of {}",
                                    folder, options.vocab_size, Vocabulary::kMaxTokens));
  }
  Result<HfTokenizer> read = Reader(folder, options).Read();
  if (!read && read.error().message.find(folder) == std::string::npos) {
    return std::move(read).error().WithContext(folder);
  }
  return read;
}

}  // namespace rbench
