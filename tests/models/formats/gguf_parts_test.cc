#include "models/formats/gguf_parts.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sha256.h"
#include "models/formats/gguf.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tiny_model.h"

namespace rbench {
namespace {

using ::testing::HasSubstr;

// A tiny model, whole and in parts.
struct Parts {
  std::vector<GgufBuilder> files;
  GgufBuilder whole;
};

Parts CutModel(size_t count) {
  GgufBuilder whole = MakeTinyModel({}).gguf;
  std::vector<GgufBuilder> files = CutIntoParts(whole, count);
  return {std::move(files), std::move(whole)};
}

std::string NameOf(const TempFolder& folder, size_t number, size_t count) {
  return folder /
         ("m-0000" + std::to_string(number + 1) + "-of-0000" + std::to_string(count) + ".gguf");
}

// Writes the parts and opens the first.
Result<Checkpoint> OpenParts(const TempFolder& folder, const Parts& parts, size_t first = 0) {
  for (size_t i = 0; i < parts.files.size(); ++i)
    WritePlain(NameOf(folder, i, parts.files.size()), parts.files[i].Build());
  return OpenGguf(NameOf(folder, first, parts.files.size()));
}

std::string ErrorOf(const Parts& parts, size_t first = 0) {
  const TempFolder folder;
  const Result<Checkpoint> checkpoint = OpenParts(folder, parts, first);
  return checkpoint ? "" : checkpoint.error().message;
}

TEST(GgufParts, TogetherAreTheModel) {
  const TempFolder folder;
  const Parts parts = CutModel(3);
  const Result<Checkpoint> checkpoint = OpenParts(folder, parts);
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  const std::string whole_file = parts.whole.Build();
  const Result<Checkpoint> whole = ReadGguf(BytesOf(whole_file), "whole");
  ASSERT_TRUE(whole) << whole.error().message;
  const auto same = [](const TensorView& a, const TensorView& b) {
    return a.name == b.name &&
           std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end());
  };
  EXPECT_TRUE(same(checkpoint->weights.token_embedding, whole->weights.token_embedding));
  for (size_t l = 0; l < 2; ++l) {
    EXPECT_TRUE(same(checkpoint->weights.layers[l].query, whole->weights.layers[l].query));
    EXPECT_TRUE(same(checkpoint->weights.layers[l].down, whole->weights.layers[l].down));
  }
  EXPECT_TRUE(same(checkpoint->weights.output_norm, whole->weights.output_norm));
  Sha256 hash;
  uint64_t bytes = 0;
  for (const GgufBuilder& file : parts.files) {
    hash.Update(BytesOf(file.Build()));
    bytes += file.Build().size();
  }
  EXPECT_EQ(checkpoint->sha256, hash.HexDigest());
  EXPECT_EQ(checkpoint->file_bytes, bytes);
  checkpoint->forget(checkpoint->weights.output_norm.bytes);
}

TEST(GgufParts, OnlyTheFirstIsOpened) {
  EXPECT_THAT(ErrorOf(CutModel(3), 1),
              HasSubstr("is part 2 of 3 of a model; name the first part, whose name ends with "
                        "\"-00001-of-00003.gguf\""));
}

TEST(GgufParts, ARenamedFirstPartIsRefused) {
  const TempFolder folder;
  WritePlain(folder / "m.gguf", CutModel(2).files[0].Build());
  const Result<Checkpoint> checkpoint = OpenGguf(folder / "m.gguf");
  ASSERT_FALSE(checkpoint);
  EXPECT_THAT(checkpoint.error().message, HasSubstr("m.gguf: is part 1 of 2"));
}

TEST(GgufParts, AMissingPartIsNamed) {
  const TempFolder folder;
  ASSERT_TRUE(OpenParts(folder, CutModel(3)));
  std::filesystem::remove(NameOf(folder, 2, 3));
  const Result<Checkpoint> checkpoint = OpenGguf(NameOf(folder, 0, 3));
  ASSERT_FALSE(checkpoint);
  EXPECT_THAT(checkpoint.error().message, HasSubstr("m-00003-of-00003.gguf"));
}

TEST(GgufParts, PartsThatDisagreeAreRefusedByName) {
  Parts parts = CutModel(3);
  parts.files[2].SetU32("split.no", 1);
  EXPECT_THAT(ErrorOf(parts), HasSubstr("m-00003-of-00003.gguf: says that it is part 2 of 3; its "
                                        "name says 3 of 3"));
  parts = CutModel(3);
  parts.files[1].SetU32("split.count", 2);
  EXPECT_THAT(ErrorOf(parts), HasSubstr("m-00002-of-00003.gguf: says that it is part 2 of 2"));
  parts = CutModel(3);
  parts.files[1].Remove("split.no");
  EXPECT_THAT(ErrorOf(parts), HasSubstr("m-00002-of-00003.gguf: says that it is part 1 of 3"));
  parts = CutModel(3);
  parts.files[0].SetI32("split.tensors.count", 7);
  EXPECT_THAT(ErrorOf(parts), HasSubstr("split.tensors.count is 7"));
}

TEST(GgufParts, ATensorInTwoPartsIsRefused) {
  Parts parts = CutModel(3);
  parts.files[2].tensors[0] = parts.files[1].tensors[0];
  EXPECT_THAT(ErrorOf(parts),
              HasSubstr("m-00003-of-00003.gguf: has the tensor \"" +
                        parts.files[1].tensors[0].name + "\", which is in a part before it"));
}

TEST(GgufParts, ATruncatedPartIsNamed) {
  const TempFolder folder;
  const Parts parts = CutModel(2);
  ASSERT_TRUE(OpenParts(folder, parts));
  const std::string second = parts.files[1].Build();
  WritePlain(NameOf(folder, 1, 2), second.substr(0, second.size() - 100));
  const Result<Checkpoint> checkpoint = OpenGguf(NameOf(folder, 0, 2));
  ASSERT_FALSE(checkpoint);
  EXPECT_THAT(checkpoint.error().message, HasSubstr("m-00002-of-00002.gguf: is truncated"));
}

TEST(GgufParts, TooManyPartsAreRefused) {
  Parts parts = CutModel(2);
  parts.files[0].SetU32("split.count", 70000);
  EXPECT_THAT(ErrorOf(parts), HasSubstr("key \"split.count\" is 70000"));
}

}  // namespace
}  // namespace rbench
