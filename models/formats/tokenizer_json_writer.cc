#include "models/formats/tokenizer_json_writer.h"

#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "models/formats/gguf_file.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "models/tokenizer/split_pattern.h"

namespace rbench {
namespace {

using LeadingSpace = TokenizerSpec::LeadingSpace;
using TokenType = TokenizerSpec::TokenType;

constexpr const char* kMark = "\u2581";

const std::string& TokenOf(const TokenizerSpec& spec, TokenId id) {
  return spec.tokens[static_cast<size_t>(id)];
}

Json ByteLevel(bool use_regex) {
  return Json{{"type", "ByteLevel"},
              {"add_prefix_space", false},
              {"trim_offsets", true},
              {"use_regex", use_regex}};
}

Json Sequence(const char* list, Json members) {
  if (members.size() == 1) return std::move(members.front());
  return Json{{"type", "Sequence"}, {list, std::move(members)}};
}

Result<Json> BytePreTokenizer(const std::string& pre) {
  Json members = Json::array();
  std::string_view rest = PreTokenizer::StepsOf(pre);
  bool use_regex = false;
  while (!rest.empty()) {
    const size_t plus = rest.find('+');
    const std::string_view step = rest.substr(0, plus);
    rest = plus == std::string_view::npos ? std::string_view() : rest.substr(plus + 1);
    if (step == "digits") {
      members.push_back(Json{{"type", "Digits"}, {"individual_digits", true}});
    } else if (step == "gpt2-words" && rest.empty()) {
      use_regex = true;
    } else if (const std::string_view regex = SplitPattern::RegexOfStep(step); !regex.empty()) {
      members.push_back(Json{{"type", "Split"},
                             {"pattern", {{"Regex", regex}}},
                             {"behavior", "Isolated"},
                             {"invert", false}});
    } else {
      return InvalidInput(
          fmt::format("pre-tokenizer {} has the step {}, which tokenizer.json has "
                      "no words for",
                      QuotedForMessage(pre), QuotedForMessage(step)));
    }
  }
  members.push_back(ByteLevel(use_regex));
  return Sequence("pretokenizers", std::move(members));
}

Json Replace(const char* pattern, const char* content) {
  return Json{{"type", "Replace"}, {"pattern", {{"String", pattern}}}, {"content", content}};
}

// Normaliser and pre-tokenizer of models that mark spaces.
void WriteMarkedSpaces(LeadingSpace leading, Json& root) {
  if (leading == LeadingSpace::kEverySection) {
    root["normalizer"] =
        Sequence("normalizers",
                 Json::array({Json{{"type", "Prepend"}, {"prepend", kMark}}, Replace(" ", kMark)}));
    return;
  }
  const char* scheme = leading == LeadingSpace::kEverySectionUnlessSpace   ? "always"
                       : leading == LeadingSpace::kFirstSectionUnlessSpace ? "first"
                                                                           : "never";
  root["pre_tokenizer"] = Json{
      {"type", "Metaspace"}, {"replacement", kMark}, {"prepend_scheme", scheme}, {"split", false}};
}

Json MarkedSpacesDecoder(LeadingSpace leading) {
  Json decoders =
      Json::array({Replace(kMark, " "), Json{{"type", "ByteFallback"}}, Json{{"type", "Fuse"}}});
  if (leading != LeadingSpace::kNone) {
    decoders.push_back(Json{{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
  }
  return Sequence("decoders", std::move(decoders));
}

// Puts the begin token in front.
Json BeginProcessor(const std::string& begin, TokenId id) {
  const auto special = [&](int type) {
    return Json{{"SpecialToken", {{"id", begin}, {"type_id", type}}}};
  };
  const auto text = [](const char* name, int type) {
    return Json{{"Sequence", {{"id", name}, {"type_id", type}}}};
  };
  Json tokens = Json::object();
  tokens[begin] = Json{{"id", begin}, {"ids", Json::array({id})}, {"tokens", Json::array({begin})}};
  return Json{{"type", "TemplateProcessing"},
              {"single", Json::array({special(0), text("A", 0)})},
              {"pair", Json::array({special(0), text("A", 0), special(1), text("B", 1)})},
              {"special_tokens", std::move(tokens)}};
}

Json AddedTokens(const TokenizerSpec& spec) {
  Json added = Json::array();
  for (size_t i = 0; i < spec.tokens.size(); ++i) {
    const TokenType type = spec.types[i];
    if (type != TokenType::kControl && type != TokenType::kUserDefined &&
        type != TokenType::kUnknown)
      continue;
    const auto id = static_cast<TokenId>(i);
    TokenizerSpec::Matching how;
    if (const auto found = spec.matching.find(id); found != spec.matching.end()) {
      how = found->second;
    }
    added.push_back(Json{{"id", id},
                         {"content", spec.tokens[i]},
                         {"single_word", how.single_word},
                         {"lstrip", how.strip_left},
                         {"rstrip", how.strip_right},
                         {"normalized", how.normalized},
                         {"special", type != TokenType::kUserDefined}});
  }
  return added;
}

Json Model(const TokenizerSpec& spec) {
  const bool marked = spec.model == "metaspace";
  Json vocab = Json::object();
  auto& entries = vocab.get_ref<Json::object_t&>();
  entries.reserve(spec.tokens.size());
  for (size_t i = 0; i < spec.tokens.size(); ++i) {
    if (spec.types[i] == TokenType::kUnused && spec.tokens[i] == fmt::format("[PAD{}]", i))
      continue;
    entries.emplace_back(spec.tokens[i], i);
  }
  return Json{{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", marked && spec.unknown ? Json(TokenOf(spec, *spec.unknown)) : Json()},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", marked},
              {"byte_fallback", marked},
              {"ignore_merges", spec.ignore_merges},
              {"vocab", std::move(vocab)},
              {"merges", spec.merges}};
}

}  // namespace

Result<std::string> WriteTokenizerJson(const TokenizerSpec& spec) {
  Json root{{"version", "1.0"},          {"truncation", nullptr},
            {"padding", nullptr},        {"added_tokens", AddedTokens(spec)},
            {"normalizer", nullptr},     {"pre_tokenizer", nullptr},
            {"post_processor", nullptr}, {"decoder", nullptr}};
  if (spec.nfc) root["normalizer"] = Json{{"type", "NFC"}};
  if (spec.model == "metaspace") {
    WriteMarkedSpaces(spec.leading_space, root);
    root["decoder"] = MarkedSpacesDecoder(spec.leading_space);
  } else {
    RBENCH_ASSIGN_OR_RETURN(root["pre_tokenizer"], BytePreTokenizer(spec.pre));
    root["decoder"] = ByteLevel(true);
  }
  if (spec.add_bos && spec.bos) {
    root["post_processor"] = BeginProcessor(TokenOf(spec, *spec.bos), *spec.bos);
  }
  root["model"] = Model(spec);
  return DumpJsonPretty(root);
}

std::string WriteTokenizerConfig(const TokenizerSpec& spec, const std::string& chat_template,
                                 int max_context) {
  Json config{{"tokenizer_class", "PreTrainedTokenizerFast"},
              {"clean_up_tokenization_spaces", false},
              {"model_max_length", max_context}};
  const auto add = [&](const char* key, const std::optional<TokenId>& id) {
    if (id) config[key] = TokenOf(spec, *id);
  };
  add("bos_token", spec.bos);
  add("eos_token", spec.eos);
  add("unk_token", spec.unknown);
  add("pad_token", spec.padding);
  if (!chat_template.empty()) config["chat_template"] = chat_template;
  return DumpJsonPretty(config);
}

}  // namespace rbench
