#include "models/formats/tokenizer_json_writer.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "models/tokenizer/split_pattern.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

using TokenType = TokenizerSpec::TokenType;
using LeadingSpace = TokenizerSpec::LeadingSpace;

constexpr char kMark[] = "\u2581";

bool IsSpecial(TokenType type) {
  return type == TokenType::kControl || type == TokenType::kUserDefined ||
         type == TokenType::kUnknown;
}

Json AddedTokens(const TokenizerSpec& spec) {
  Json list = Json::array();
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (!IsSpecial(spec.types[id])) continue;
    const auto found = spec.matching.find(static_cast<TokenId>(id));
    const auto how = found == spec.matching.end() ? TokenizerSpec::Matching() : found->second;
    list.push_back({{"id", id},
                    {"content", spec.tokens[id]},
                    {"single_word", how.single_word},
                    {"lstrip", how.strip_left},
                    {"rstrip", how.strip_right},
                    {"normalized", how.normalized},
                    {"special", spec.types[id] != TokenType::kUserDefined}});
  }
  return list;
}

Json ByteLevel(bool trim_offsets) {
  return {{"type", "ByteLevel"},
          {"add_prefix_space", false},
          {"trim_offsets", trim_offsets},
          {"use_regex", false}};
}

Json Metaspace(const char* scheme) {
  return {
      {"type", "Metaspace"}, {"replacement", kMark}, {"prepend_scheme", scheme}, {"split", false}};
}

Json Replace(const char* from, const char* to) {
  return {{"type", "Replace"}, {"pattern", {{"String", from}}}, {"content", to}};
}

Json BytePreTokenizer(const TokenizerSpec& spec) {
  Json list = Json::array();
  for (std::string_view rest = PreTokenizer::StepsOf(spec.pre); !rest.empty();) {
    const std::string_view step = rest.substr(0, rest.find('+'));
    rest.remove_prefix(std::min(rest.size(), step.size() + 1));
    if (step == "digits") {
      list.push_back({{"type", "Digits"}, {"individual_digits", true}});
    } else {
      list.push_back({{"type", "Split"},
                      {"pattern", {{"Regex", std::string(SplitPattern::RegexOfStep(step))}}},
                      {"behavior", "Isolated"},
                      {"invert", false}});
    }
  }
  list.push_back(ByteLevel(true));
  return {{"type", "Sequence"}, {"pretokenizers", std::move(list)}};
}

Json MarkedPreTokenizer(const TokenizerSpec& spec) {
  switch (spec.leading_space) {
    case LeadingSpace::kEverySection:
      return nullptr;  // the normaliser does it
    case LeadingSpace::kEverySectionUnlessSpace:
      return Metaspace("always");
    case LeadingSpace::kFirstSectionUnlessSpace:
      return Metaspace("first");
    case LeadingSpace::kNone:
      break;
  }
  return Metaspace("never");
}

Json Normaliser(const TokenizerSpec& spec) {
  if (spec.nfc) return {{"type", "NFC"}};
  if (spec.model != "metaspace" || spec.leading_space != LeadingSpace::kEverySection) {
    return nullptr;
  }
  Json list = Json::array();
  list.push_back({{"type", "Prepend"}, {"prepend", kMark}});
  list.push_back(Replace(" ", kMark));
  return {{"type", "Sequence"}, {"normalizers", std::move(list)}};
}

Json Decoder(const TokenizerSpec& spec) {
  if (spec.model == "gpt2") return ByteLevel(true);
  Json list = Json::array();
  list.push_back(Replace(kMark, " "));
  list.push_back({{"type", "ByteFallback"}});
  list.push_back({{"type", "Fuse"}});
  if (spec.leading_space != LeadingSpace::kNone) {
    list.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
  }
  return {{"type", "Sequence"}, {"decoders", std::move(list)}};
}

Json PostProcessor(const TokenizerSpec& spec) {
  if (!spec.add_bos) return spec.model == "gpt2" ? ByteLevel(false) : Json();
  const std::string& begin = spec.tokens[static_cast<size_t>(*spec.bos)];
  const Json token = {{"SpecialToken", {{"id", begin}, {"type_id", 0}}}};
  const auto text = [](const char* id, int type) -> Json {
    return {{"Sequence", {{"id", id}, {"type_id", type}}}};
  };
  Json single = Json::array({token, text("A", 0)});
  Json pair = Json::array({token, text("A", 0), text("B", 1)});
  Json tokens = Json::object();
  tokens[begin] = {
      {"id", begin}, {"ids", Json::array({*spec.bos})}, {"tokens", Json::array({begin})}};
  return {{"type", "TemplateProcessing"},
          {"single", std::move(single)},
          {"pair", std::move(pair)},
          {"special_tokens", std::move(tokens)}};
}

Json Model(const TokenizerSpec& spec) {
  const bool marked = spec.model == "metaspace";
  // Appended in one go: the object's own insertion searches linearly.
  Json::object_t vocab;
  vocab.reserve(spec.tokens.size());
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.types[id] == TokenType::kUnused) continue;
    vocab.Container::emplace_back(spec.tokens[id], id);
  }
  Json merges = Json::array();
  for (const std::string& merge : spec.merges) {
    const size_t space = merge.find(' ');
    merges.push_back(Json::array({merge.substr(0, space), merge.substr(space + 1)}));
  }
  Json unknown;
  if (marked && spec.unknown) unknown = spec.tokens[static_cast<size_t>(*spec.unknown)];
  return {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", std::move(unknown)},
          {"continuing_subword_prefix", nullptr},
          {"end_of_word_suffix", nullptr},
          {"fuse_unk", marked},
          {"byte_fallback", marked},
          {"ignore_merges", spec.ignore_merges},
          {"vocab", Json(std::move(vocab))},
          {"merges", std::move(merges)}};
}

}  // namespace

Result<std::string> WriteTokenizerJson(const TokenizerSpec& spec) {
  if (spec.model == "gpt2") {
    RBENCH_RETURN_IF_ERROR(PreTokenizer::Create(spec.pre));
  } else if (spec.model != "metaspace") {
    return InvalidInput("the tokenizer model " + QuoteBriefly(spec.model) +
                        " cannot be written as tokenizer.json");
  }
  Json root = Json::object();
  root["version"] = "1.0";
  root["truncation"] = nullptr;
  root["padding"] = nullptr;
  root["added_tokens"] = AddedTokens(spec);
  root["normalizer"] = Normaliser(spec);
  root["pre_tokenizer"] = spec.model == "gpt2" ? BytePreTokenizer(spec) : MarkedPreTokenizer(spec);
  root["post_processor"] = PostProcessor(spec);
  root["decoder"] = Decoder(spec);
  root["model"] = Model(spec);
  return DumpJsonPretty(root);
}

}  // namespace rbench
