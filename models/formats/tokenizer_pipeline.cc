#include "models/formats/tokenizer_pipeline.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/formats/json_object.h"
#include "models/tokenizer/pre_tokenizer.h"
#include "models/tokenizer/split_pattern.h"
#include "models/tokenizer/vocabulary.h"

namespace rbench {
namespace {

using LeadingSpace = TokenizerSpec::LeadingSpace;
constexpr std::string_view kMark = "\u2581";
constexpr int kMaxNesting = 8;  // Sequences inside Sequences

// The members of a pipeline stage in order, with Sequences unfolded; nothing for null.
Status Unfold(const Json* stage, const std::string& where, std::string_view list, int nesting,
              std::vector<JsonObject>& out) {
  if (stage == nullptr || stage->is_null()) return {};
  if (nesting > kMaxNesting) return InvalidInput(where + " is a Sequence nested too deeply");
  RBENCH_ASSIGN_OR_RETURN(const JsonObject object, JsonObject::Of(*stage, where));
  RBENCH_ASSIGN_OR_RETURN(const std::string type, object.Type());
  if (type != "Sequence") {
    out.push_back(object);
    return {};
  }
  RBENCH_RETURN_IF_ERROR(object.OnlyKeys({"type", list}));
  const Json* const members = object.Find(list);
  if (members == nullptr || !members->is_array()) {
    return InvalidInput(object.Place(list) + " is not an array");
  }
  for (size_t i = 0; i < members->size(); ++i) {
    RBENCH_RETURN_IF_ERROR(Unfold(&(*members)[i], fmt::format("{}[{}]", object.Place(list), i),
                                  list, nesting + 1, out));
  }
  return {};
}

Result<std::vector<JsonObject>> Stage(const Json& root, const char* name, std::string_view list) {
  std::vector<JsonObject> members;
  for (auto member = root.begin(); member != root.end(); ++member) {
    if (member.key() == name) RBENCH_RETURN_IF_ERROR(Unfold(&*member, name, list, 0, members));
  }
  return members;
}

Error NotSupported(const JsonObject& object, const std::string& type, std::string_view known) {
  return InvalidInput(fmt::format("{} has the type {}, which rbench does not do (known: {})",
                                  object.where(), QuoteBriefly(type), known));
}

// An error unless the text member `key` is `wanted`.
Status Expect(const JsonObject& object, std::string_view key, std::string_view wanted) {
  RBENCH_ASSIGN_OR_RETURN(const auto text, object.Text(key));
  if (text == wanted) return {};
  return InvalidInput(fmt::format("{} is {}; rbench knows only {}", object.Place(key),
                                  text ? QuoteBriefly(*text) : "missing", QuoteBriefly(wanted)));
}

Status ExpectPattern(const JsonObject& object, std::string_view wanted) {
  const Json* const pattern = object.Find("pattern");
  if (pattern == nullptr) return InvalidInput(object.Place("pattern") + " is missing");
  RBENCH_ASSIGN_OR_RETURN(const JsonObject inner,
                          JsonObject::Of(*pattern, object.Place("pattern")));
  RBENCH_RETURN_IF_ERROR(inner.OnlyKeys({"String"}));
  return Expect(inner, "String", wanted);
}

// What the normaliser does beside NFC.
struct Normaliser {
  bool prepends = false;
  bool marks_spaces = false;
};

Result<Normaliser> ReadNormaliser(const Json& root, TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<JsonObject> members,
                          Stage(root, "normalizer", "normalizers"));
  Normaliser normaliser;
  for (const JsonObject& member : members) {
    RBENCH_ASSIGN_OR_RETURN(const std::string type, member.Type());
    if (type == "NFC") {
      RBENCH_RETURN_IF_ERROR(member.OnlyKeys({"type"}));
      spec.nfc = true;
    } else if (type == "Prepend" && !normaliser.marks_spaces && !normaliser.prepends) {
      RBENCH_RETURN_IF_ERROR(member.OnlyKeys({"type", "prepend"}));
      RBENCH_RETURN_IF_ERROR(Expect(member, "prepend", kMark));
      normaliser.prepends = true;
    } else if (type == "Replace" && !normaliser.marks_spaces) {
      RBENCH_RETURN_IF_ERROR(member.OnlyKeys({"type", "pattern", "content"}));
      RBENCH_RETURN_IF_ERROR(ExpectPattern(member, " "));
      RBENCH_RETURN_IF_ERROR(Expect(member, "content", kMark));
      normaliser.marks_spaces = true;
    } else {
      return NotSupported(member, type, "NFC, and Prepend then Replace for marked spaces");
    }
  }
  if (normaliser.prepends && !normaliser.marks_spaces) {
    return InvalidInput("normalizer has Prepend without Replace");
  }
  if (normaliser.marks_spaces && spec.nfc) {
    return InvalidInput("normalizer has NFC and Replace, which rbench does not do together");
  }
  return normaliser;
}

// The step of a Split by a known regular expression.
Result<std::string> ReadSplit(const JsonObject& split) {
  RBENCH_RETURN_IF_ERROR(split.OnlyKeys({"type", "pattern", "behavior", "invert"}));
  RBENCH_RETURN_IF_ERROR(Expect(split, "behavior", "Isolated"));
  RBENCH_ASSIGN_OR_RETURN(const auto invert, split.Bool("invert"));
  if (invert.value_or(false)) {
    return InvalidInput(split.Place("invert") + " is true, which rbench does not do");
  }
  const Json* const pattern = split.Find("pattern");
  if (pattern == nullptr) return InvalidInput(split.Place("pattern") + " is missing");
  RBENCH_ASSIGN_OR_RETURN(const JsonObject inner, JsonObject::Of(*pattern, split.Place("pattern")));
  RBENCH_RETURN_IF_ERROR(inner.OnlyKeys({"Regex"}));
  RBENCH_ASSIGN_OR_RETURN(const auto regex, inner.Text("Regex"));
  if (!regex) return InvalidInput(inner.Place("Regex") + " is missing");
  const std::string_view step = SplitPattern::StepOfRegex(*regex);
  if (step.empty()) {
    return InvalidInput(fmt::format(
        "{} is {}, a regular expression that rbench does not know; it is of no family that rbench "
        "reads",
        inner.Place("Regex"), QuoteBriefly(*regex)));
  }
  return std::string(step);
}

// ByteLevel: the end of every byte-level pre-tokenizer. Returns the step it adds, or nothing.
Result<std::string> ReadByteLevel(const JsonObject& object) {
  RBENCH_RETURN_IF_ERROR(
      object.OnlyKeys({"type", "add_prefix_space", "trim_offsets", "use_regex"}));
  RBENCH_ASSIGN_OR_RETURN(const auto prefix, object.Bool("add_prefix_space"));
  // The library's own default is true.
  if (prefix.value_or(true)) {
    return InvalidInput(object.Place("add_prefix_space") +
                        " is true, which rbench does not do for byte-level BPE");
  }
  RBENCH_ASSIGN_OR_RETURN(const auto use_regex, object.Bool("use_regex"));
  return std::string(use_regex.value_or(true) ? "gpt2-words" : "");
}

Status ReadMetaspace(const JsonObject& object, TokenizerSpec& spec) {
  RBENCH_RETURN_IF_ERROR(
      object.OnlyKeys({"type", "replacement", "prepend_scheme", "split", "add_prefix_space"}));
  RBENCH_RETURN_IF_ERROR(Expect(object, "replacement", kMark));
  RBENCH_ASSIGN_OR_RETURN(const auto split, object.Bool("split"));
  if (split.value_or(true)) {
    return InvalidInput(object.Place("split") + " is true; rbench knows Metaspace only without it");
  }
  RBENCH_ASSIGN_OR_RETURN(const auto scheme, object.Text("prepend_scheme"));
  if (scheme == "first") {
    spec.leading_space = LeadingSpace::kFirstSectionUnlessSpace;
  } else if (scheme == "always") {
    spec.leading_space = LeadingSpace::kEverySectionUnlessSpace;
  } else if (scheme != "never") {
    return InvalidInput(object.Place("prepend_scheme") + " is not first, always or never");
  }
  return {};
}

Status ReadPreTokenizer(const Json& root, const Normaliser& normaliser, TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<JsonObject> members,
                          Stage(root, "pre_tokenizer", "pretokenizers"));
  std::vector<std::string> steps;
  bool byte_level = false;
  bool metaspace = normaliser.marks_spaces;
  for (const JsonObject& member : members) {
    RBENCH_ASSIGN_OR_RETURN(const std::string type, member.Type());
    if (byte_level) {
      return InvalidInput(member.where() + " comes after ByteLevel, which rbench does not do");
    }
    std::string step;
    if (type == "Split") {
      RBENCH_ASSIGN_OR_RETURN(step, ReadSplit(member));
      // "$" is the end of a line, and this table's row is the end of the text: the same only where
      // lines were cut before.
      if (step == "trailing-space" &&
          std::find(steps.begin(), steps.end(), "line-ends") == steps.end()) {
        return InvalidInput(member.where() + " cuts at the end of lines that are not cut before");
      }
    } else if (type == "Digits") {
      RBENCH_RETURN_IF_ERROR(member.OnlyKeys({"type", "individual_digits"}));
      RBENCH_ASSIGN_OR_RETURN(const auto individual, member.Bool("individual_digits"));
      if (!individual.value_or(false)) {
        return InvalidInput(member.Place("individual_digits") +
                            " is false; rbench knows digits only one by one");
      }
      step = "digits";
    } else if (type == "ByteLevel") {
      RBENCH_ASSIGN_OR_RETURN(step, ReadByteLevel(member));
      byte_level = true;
    } else if (type == "Metaspace" && members.size() == 1 && !normaliser.marks_spaces) {
      RBENCH_RETURN_IF_ERROR(ReadMetaspace(member, spec));
      metaspace = true;
    } else {
      return NotSupported(member, type, "ByteLevel, Split, Digits, or Metaspace alone");
    }
    if (!step.empty()) steps.push_back(std::move(step));
  }
  if (metaspace && !byte_level) {
    if (!steps.empty()) return InvalidInput("pre_tokenizer cuts text whose spaces are marked");
    if (spec.nfc) return InvalidInput("normalizer NFC with Metaspace is not known to rbench");
    spec.model = "metaspace";
    if (normaliser.prepends) spec.leading_space = LeadingSpace::kEverySection;
    return {};
  }
  if (metaspace || !byte_level) {
    return InvalidInput(
        "pre_tokenizer is not of byte-level BPE (ByteLevel) and spaces are not marked (Metaspace, "
        "or the normalizers Prepend and Replace): rbench does not know this kind of tokenizer");
  }
  if (steps.empty()) return InvalidInput("pre_tokenizer does not cut text into words");
  spec.model = "gpt2";
  for (const std::string& step : steps) spec.pre += (spec.pre.empty() ? "" : "+") + step;
  return {};
}

// The one token that TemplateProcessing puts in front.
Status ReadTemplate(const JsonObject& object, TokenizerSpec& spec) {
  RBENCH_RETURN_IF_ERROR(object.OnlyKeys({"type", "single", "pair", "special_tokens"}));
  const Json* const single = object.Find("single");
  if (single == nullptr || !single->is_array()) {
    return InvalidInput(object.Place("single") + " is not an array");
  }
  std::string begin;
  bool text_seen = false;
  for (size_t i = 0; i < single->size(); ++i) {
    const std::string where = fmt::format("{}[{}]", object.Place("single"), i);
    RBENCH_ASSIGN_OR_RETURN(const JsonObject item, JsonObject::Of((*single)[i], where));
    RBENCH_RETURN_IF_ERROR(item.OnlyKeys({"SpecialToken", "Sequence"}));
    const Json* const token = item.Find("SpecialToken");
    if (token == nullptr) {
      if (text_seen) return InvalidInput(where + " repeats the text");
      text_seen = true;
      continue;
    }
    RBENCH_ASSIGN_OR_RETURN(const JsonObject inner, JsonObject::Of(*token, where));
    RBENCH_ASSIGN_OR_RETURN(const auto id, inner.Text("id"));
    if (!id) return InvalidInput(inner.Place("id") + " is missing");
    if (text_seen || !begin.empty()) {
      return InvalidInput(
          fmt::format("{} adds {}; rbench knows only one token in front of the text", where,
                      QuoteBriefly(*id)));
    }
    begin = *id;
  }
  if (!text_seen) return InvalidInput(object.Place("single") + " has no text");
  if (begin.empty()) return {};
  const Json* const known = object.Find("special_tokens");
  if (known == nullptr) return InvalidInput(object.Place("special_tokens") + " is missing");
  RBENCH_ASSIGN_OR_RETURN(const JsonObject tokens,
                          JsonObject::Of(*known, object.Place("special_tokens")));
  const Json* const row = tokens.Find(begin);
  const Json* ids = nullptr;
  if (row != nullptr && row->is_object()) {
    const auto found = row->find("ids");
    if (found != row->end()) ids = &*found;
  }
  if (ids == nullptr || !ids->is_array() || ids->size() != 1 || !(*ids)[0].is_number_unsigned() ||
      (*ids)[0].get<uint64_t>() > Vocabulary::kMaxTokens) {
    return InvalidInput(
        fmt::format("{} does not give one id for {}", tokens.where(), QuoteBriefly(begin)));
  }
  spec.bos = static_cast<TokenId>((*ids)[0].get<uint64_t>());
  spec.add_bos = true;
  return {};
}

Status ReadPostProcessor(const Json& root, TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<JsonObject> members,
                          Stage(root, "post_processor", "processors"));
  for (const JsonObject& member : members) {
    RBENCH_ASSIGN_OR_RETURN(const std::string type, member.Type());
    if (type == "ByteLevel") continue;  // moves offsets, no ids
    if (type != "TemplateProcessing") {
      return NotSupported(member, type, "ByteLevel, TemplateProcessing");
    }
    if (spec.add_bos) return InvalidInput(member.where() + " is a second TemplateProcessing");
    RBENCH_RETURN_IF_ERROR(ReadTemplate(member, spec));
  }
  return {};
}

Status CheckDecoder(const Json& root, const TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<JsonObject> members,
                          Stage(root, "decoder", "decoders"));
  using Names = std::vector<std::string_view>;
  const Names known = spec.model == "gpt2"
                          ? Names{"ByteLevel"}
                          : Names{"Replace", "ByteFallback", "Fuse", "Strip", "Metaspace"};
  for (const JsonObject& member : members) {
    RBENCH_ASSIGN_OR_RETURN(const std::string type, member.Type());
    if (std::find(known.begin(), known.end(), type) == known.end()) {
      return NotSupported(
          member, type,
          spec.model == "gpt2" ? "ByteLevel" : "Replace, ByteFallback, Fuse, Strip, Metaspace");
    }
  }
  return {};
}

}  // namespace

Status ReadTokenizerPipeline(const Json& root, TokenizerSpec& spec) {
  RBENCH_ASSIGN_OR_RETURN(const Normaliser normaliser, ReadNormaliser(root, spec));
  RBENCH_RETURN_IF_ERROR(ReadPreTokenizer(root, normaliser, spec));
  RBENCH_RETURN_IF_ERROR(ReadPostProcessor(root, spec));
  return CheckDecoder(root, spec);
}

}  // namespace rbench
