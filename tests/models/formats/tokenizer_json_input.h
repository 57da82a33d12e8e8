#pragma once

#include <string>

#include "base/json.h"
#include "models/tokenizer/byte_alphabet.h"

// Small tokenizer.json files that tests break one member at a time.

namespace rbench {

inline Json SplitJson(const char* regex) {
  return {{"type", "Split"},
          {"pattern", {{"Regex", regex}}},
          {"behavior", "Isolated"},
          {"invert", false}};
}

inline Json AddedTokenJson(size_t id, const char* text, bool special) {
  return {{"id", id},        {"content", text},     {"single_word", false}, {"lstrip", false},
          {"rstrip", false}, {"normalized", false}, {"special", special}};
}

// Everything but vocab, merges and the stages.
inline Json FrameJson(Json vocab, Json merges, bool byte_fallback) {
  Json file = Json::object();
  file["version"] = "1.0";
  file["truncation"] = nullptr;
  file["padding"] = nullptr;
  const size_t size = vocab.size();
  file["added_tokens"] =
      Json::array({AddedTokenJson(size, "<|a|>", true), AddedTokenJson(size + 1, "<|b|>", true),
                   AddedTokenJson(size + 2, "user", false)});
  file["normalizer"] = nullptr;
  file["pre_tokenizer"] = nullptr;
  file["post_processor"] = Json::parse(
      R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|a|>","type_id":0}},
          {"Sequence":{"id":"A","type_id":0}}],"pair":[],
          "special_tokens":{"<|a|>":{"id":"<|a|>","ids":[0],"tokens":["<|a|>"]}}})");
  file["post_processor"]["special_tokens"]["<|a|>"]["ids"][0] = size;
  file["decoder"] = nullptr;
  file["model"] = {{"type", "BPE"},
                   {"dropout", nullptr},
                   {"unk_token", nullptr},
                   {"continuing_subword_prefix", nullptr},
                   {"end_of_word_suffix", nullptr},
                   {"fuse_unk", false},
                   {"byte_fallback", byte_fallback},
                   {"ignore_merges", false},
                   {"vocab", std::move(vocab)},
                   {"merges", std::move(merges)}};
  return file;
}

// Byte tokens, "th", "the", " the"; digits apart, then GPT-2's words; <|a|> in front.
inline Json SmallTokenizerJson() {
  Json vocab = Json::object();
  for (int byte = 0; byte < 256; ++byte) {
    vocab[SpellBytes(std::string(1, static_cast<char>(byte)))] = byte;
  }
  for (const char* word : {"th", "the", "\u0120the"}) vocab[word] = vocab.size();
  Json file = FrameJson(std::move(vocab), Json::array({"t h", "th e", "\u0120 the"}), false);
  const Json byte_level = {{"type", "ByteLevel"},
                           {"add_prefix_space", false},
                           {"trim_offsets", true},
                           {"use_regex", true}};
  file["pre_tokenizer"] = {
      {"type", "Sequence"},
      {"pretokenizers",
       Json::array({{{"type", "Digits"}, {"individual_digits", true}}, byte_level})}};
  file["decoder"] = byte_level;
  return file;
}

// The shape of Llama 2: 256 byte tokens, some characters and words, spaces marked by the
// normaliser.
inline Json MarkedTokenizerJson() {
  Json vocab = Json::object();
  for (int byte = 0; byte < 256; ++byte) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    vocab[std::string("<0x") + kDigits[byte / 16] + kDigits[byte % 16] + ">"] = byte;
  }
  for (const char* text : {"\u2581", "t", "h", "e", "x", "th", "the", "\u2581the"}) {
    vocab[text] = vocab.size();
  }
  Json file = FrameJson(std::move(vocab), Json::array({"t h", "th e", "\u2581 the"}), true);
  file["normalizer"] = Json::parse(
      R"({"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},
          {"type":"Replace","pattern":{"String":" "},"content":"▁"}]})");
  file["decoder"] = Json::parse(
      R"({"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
          {"type":"ByteFallback"},{"type":"Fuse"},
          {"type":"Strip","content":" ","start":1,"stop":0}]})");
  return file;
}

}  // namespace rbench
