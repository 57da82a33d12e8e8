#include <cstring>
#include <filesystem>
#include <functional>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "models/formats/checkpoint.h"
#include "models/formats/hf_config.h"
#include "models/formats/hf_tokenizer.h"
#include "models/formats/safetensors.h"
#include "models/formats/scored_merges.h"
#include "models/formats/shard_index.h"
#include "models/formats/tokenizer_json.h"
#include "tests/models/formats/exported_model.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/models/formats/tokenizer_json_input.h"
#include "tests/support/allocation_count.h"

// The memory that the readers of folders ask for is bounded by the bytes that are there, whatever
// the files claim. This program counts every allocation.

namespace rbench {
namespace {

// `read` says whether it read something. A byte of JSON may become tens of bytes: "[0,0" has a
// value of 16 bytes for every two of text, and a growing list has half of its room to spare.
void ExpectModest(size_t bytes, bool readable, const std::function<bool()>& read) {
  ResetAllocationCount();
  const bool has_read = read();
  const AllocationCount use = CountedAllocations();
  EXPECT_EQ(has_read, readable);
  EXPECT_LE(use.largest, 24 * bytes + 8192);
  EXPECT_LE(use.peak, 48 * bytes + 65536);
}

void ExpectModestSafetensors(const std::string& file, bool readable) {
  ExpectModest(file.size(), readable,
               [&] { return SafetensorsFile::Parse(BytesOf(file)).has_value(); });
}

std::string WithLength(uint64_t length, std::string_view rest) {
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file.append(rest);
}

TEST(SafetensorsMemory, OfHeadersThatLie) {
  for (const uint64_t length : {uint64_t{1} << 20, uint64_t{100'000'000}, uint64_t{100'000'001},
                                uint64_t{1} << 40, uint64_t{1} << 63, UINT64_MAX}) {
    ExpectModestSafetensors(WithLength(length, "{}"), false);
  }
}

TEST(SafetensorsMemory, OfShapesThatLie) {
  for (const char* shape : {"[1099511627776,1099511627776]", "[18446744073709551615]",
                            "[4294967296,4294967296]", "[1000000000000]"}) {
    const std::string header =
        fmt::format(R"({{"a":{{"dtype":"F32","shape":{},"data_offsets":[0,4]}}}})", shape);
    ExpectModestSafetensors(WithLength(header.size(), header + "1234"), false);
  }
}

TEST(SafetensorsMemory, OfManySmallThings) {
  std::string tensors = "{", metadata = R"({"__metadata__":{)", zeros = R"({"a":{"shape":[)";
  for (int i = 0; i < 20000; ++i) {
    tensors += fmt::format(R"({}"{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})",
                           i == 0 ? "" : ",", i);
    metadata += fmt::format(R"({}"{}":"")", i == 0 ? "" : ",", i);
    zeros += i == 0 ? "0" : ",0";
  }
  for (const auto& [header, readable] :
       {std::pair(tensors + "}", true), std::pair(metadata + "}}", true),
        std::pair(zeros + "]}}", false)}) {
    ExpectModestSafetensors(WithLength(header.size(), header), readable);
  }
}

TEST(ShardIndexMemory, OfManySmallThings) {
  std::string tensors = R"({"weight_map":{)", files = tensors;
  for (int i = 0; i < 20000; ++i) {
    tensors += fmt::format(R"({}"{}":"a.safetensors")", i == 0 ? "" : ",", i);
    files += fmt::format(R"({}"{}":"{}.safetensors")", i == 0 ? "" : ",", i, i);
  }
  ExpectModest(tensors.size(), true, [&] { return ReadShardIndex(tensors + "}}").has_value(); });
  ExpectModest(files.size(), false, [&] { return ReadShardIndex(files + "}}").has_value(); });
}

TEST(HfConfigMemory, OfListsAndNumbersThatLie) {
  const ExportedModel model;
  const std::string config = model.Read("config.json");
  std::string zeros = "[0";
  for (int i = 0; i < 50000; ++i) zeros += ",0";
  for (const std::string& member :
       {"\"eos_token_id\":" + zeros + "]", "\"layer_types\":" + zeros + "]",
        "\"architectures\":" + zeros + "]", "\"unknown\":" + zeros + "]"}) {
    std::string text = "{" + member + "}";
    ExpectModest(text.size(), false, [&] { return ReadHfConfig(text).has_value(); });
  }
  for (const char* key : {"num_hidden_layers", "vocab_size", "hidden_size"}) {
    Json changed = *ParseJson(config);
    changed[key] = key == std::string_view("num_hidden_layers") ? 4096 : 1 << 24;
    const std::string text = DumpJson(changed);
    ExpectModest(text.size(), true, [&] { return ReadHfConfig(text).has_value(); });
  }
}

// A whole folder, every file of which says that there is far more than there is.
TEST(HfFolderMemory, OfConfigsThatLie) {
  ExportedModel model(20000);
  size_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(model.path()))
    bytes += entry.file_size();
  const auto open = [&] { return OpenCheckpoint(model.path()).has_value(); };
  ExpectModest(bytes, true, open);
  const std::string config = model.Read("config.json");
  for (const char* key : {"num_hidden_layers", "vocab_size", "hidden_size", "intermediate_size"}) {
    Json changed = *ParseJson(config);
    changed[key] = key == std::string_view("num_hidden_layers") ? 4096 : 1 << 24;
    model.Write("config.json", DumpJson(changed));
    ExpectModest(bytes, false, open);
  }
}

TEST(TokenizerJsonMemory, OfIdsThatLie) {
  for (const uint64_t id : {uint64_t{1'000'000}, uint64_t{1} << 24, uint64_t{1} << 40}) {
    for (const bool added : {false, true}) {
      Json file = SmallTokenizerJson();
      if (added) {
        file["added_tokens"][0]["id"] = id;
      } else {
        file["model"]["vocab"]["t"] = id;
      }
      const std::string text = DumpJson(file);
      ExpectModest(text.size(), false, [&] { return ReadTokenizerJson(text).has_value(); });
    }
  }
}

TEST(TokenizerJsonMemory, OfManySmallThings) {
  Json file = SmallTokenizerJson();
  for (int i = 0; i < 30000; ++i) file["model"]["merges"].push_back("");
  const std::string merges = DumpJson(file);
  ExpectModest(merges.size(), true, [&] { return ReadTokenizerJson(merges).has_value(); });
  file = SmallTokenizerJson();
  for (int i = 0; i < 30000; ++i) file["added_tokens"].push_back(0);
  const std::string added = DumpJson(file);
  ExpectModest(added.size(), false, [&] { return ReadTokenizerJson(added).has_value(); });
}

// Words of which every part is a token: as many merges as bytes, and each spells the word again.
TEST(ScoredMergesMemory, OfWordsMadeOfEachOther) {
  TokenizerSpec spec;
  spec.model = "metaspace";
  size_t bytes = 0;
  for (size_t size = 1; size <= 512; ++size) {
    spec.tokens.push_back(std::string(size, 'a'));
    spec.types.push_back(TokenizerSpec::TokenType::kNormal);
    bytes += size + 16;
  }
  const std::vector<double> scores(spec.tokens.size(), 0.0);
  // The bound is that of MergesOfScores, with what a growing list has to spare.
  ResetAllocationCount();
  EXPECT_FALSE(MergesOfScores(spec, scores));
  EXPECT_LE(CountedAllocations().peak, 2 * 64 * bytes);
}

TEST(GgufPartsMemory, OfManyParts) {
  const TempFolder folder;
  constexpr size_t kParts = 20;
  size_t bytes = 0;
  const auto name = [&](size_t i) {
    return folder / fmt::format("m-{:05}-of-{:05}.gguf", i + 1, kParts);
  };
  const std::vector<GgufBuilder> parts = CutIntoParts(MakeTinyModel().gguf, kParts);
  for (size_t i = 0; i < kParts; ++i) {
    const std::string file = parts[i].Build();
    WritePlain(name(i), file);
    bytes += file.size();
  }
  ExpectModest(bytes, true, [&] { return OpenGguf(name(0)).has_value(); });
  std::filesystem::remove(name(kParts - 1));
  ExpectModest(bytes, false, [&] { return OpenGguf(name(0)).has_value(); });
}

}  // namespace
}  // namespace rbench
