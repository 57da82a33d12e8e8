#include "models/formats/safetensors_set.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/hf_model.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kIndex = "model.safetensors.index.json";

std::string OneTensor(const std::string& name) {
  return BuildSafetensors({{name, TensorType::kF32, {1}, PackedOnes(TensorType::kF32, 1)}});
}

// A folder of two shards with one tensor each; `index` replaces the right index.
class TwoShards {
 public:
  explicit TwoShards(
      const std::string& index = R"({"weight_map":{"a":"1.safetensors","b":"2.safetensors"}})") {
    WritePlain(folder / "1.safetensors", OneTensor("a"));
    WritePlain(folder / "2.safetensors", OneTensor("b"));
    WritePlain(folder / kIndex, index);
  }
  Result<SafetensorsSet> Open() const {
    return SafetensorsSet::Open(*ModelFolder::Open(folder.path()));
  }
  std::string Error() const {
    const Result<SafetensorsSet> set = Open();
    return set ? "" : set.error().message;
  }

  TempFolder folder;
};

TEST(SafetensorsSet, ReadsShardsAndSingleFiles) {
  const TwoShards shards;
  const Result<SafetensorsSet> set = shards.Open();
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->num_tensors(), 2u);
  EXPECT_NE(set->Find("a"), nullptr);
  EXPECT_NE(set->Find("b"), nullptr);
  EXPECT_EQ(set->Find("c"), nullptr);
  // The single file wins, as in transformers.
  WritePlain(shards.folder / "model.safetensors", OneTensor("c"));
  EXPECT_NE(shards.Open()->Find("c"), nullptr);
  EXPECT_EQ(shards.Open()->num_tensors(), 1u);
}

TEST(SafetensorsSet, IndexesThatLeadOutOfTheFolderAreErrors) {
  for (const char* file : {"../1.safetensors", "/etc/x.safetensors", "sub/1.safetensors",
                           "..\\\\1.safetensors", "1.safetensors\\u0000.safetensors"}) {
    const TwoShards shards(std::string(R"({"weight_map":{"a":")") + file + R"("}})");
    EXPECT_THAT(shards.Error(), HasSubstr("is no plain file name")) << file;
  }
}

TEST(SafetensorsSet, IndexHazardsAreErrors) {
  struct Case {
    const char* index;
    const char* message;
  };
  const Case cases[] = {
      {"", kIndex},
      {"[]", "is no JSON object"},
      {"{}", "has no object \"weight_map\""},
      {R"({"weight_map":[]})", "has no object \"weight_map\""},
      {R"({"weight_map":{}})", "places no tensor"},
      {R"({"weight_map":{"a":1}})", "something that is no file name"},
      {R"({"weight_map":{"a":"1.bin"}})", "is no .safetensors file"},
      {R"({"weight_map":{"a":"1.safetensors","a":"2.safetensors"}})", "duplicate key \"a\""},
      {R"({"weight_map":{"a":"3.safetensors"}})", "3.safetensors does not exist"},
      {R"({"weight_map":{"a":"2.safetensors"}})",
       "holds tensor \"b\", which the index does not list"},
      {R"({"weight_map":{"a":"2.safetensors","b":"1.safetensors"}})",
       "holds tensor \"a\", which the index places in 2.safetensors"},
      {R"({"weight_map":{"a":"1.safetensors","b":"2.safetensors","c":"2.safetensors"}})",
       "tensor \"c\" is not in 2.safetensors"},
      {R"({"weight_map":{"a":"1.safetensors"}, "metadata":{"total_size":8}})",
       "says that the tensors have 8 bytes; they have 4"},
  };
  for (const Case& test : cases) {
    EXPECT_THAT(TwoShards(test.index).Error(), HasSubstr(test.message)) << test.index;
  }
}

TEST(SafetensorsSet, TensorInTwoShardsIsAnError) {
  const TwoShards shards;
  WritePlain(shards.folder / "2.safetensors", BuildSafetensors({{"a", TensorType::kF32, {0}, ""},
                                                                {"b", TensorType::kF32, {0}, ""}}));
  EXPECT_THAT(shards.Error(),
              HasSubstr("2.safetensors holds tensor \"a\", which the index places"));
}

TEST(SafetensorsSet, SymbolicLinksStayInside) {
  const TempFolder elsewhere;
  WritePlain(elsewhere / "2.safetensors", OneTensor("b"));
  const TwoShards shards;
  const std::string shard = shards.folder / "2.safetensors";
  fs::remove(shard);
  fs::create_symlink(elsewhere / "2.safetensors", shard);
  EXPECT_THAT(shards.Error(), HasSubstr("is a symbolic link out of the model's folder"));
  fs::remove(shard);
  fs::create_symlink("2.safetensors", shard);
  EXPECT_THAT(shards.Error(), HasSubstr("leads nowhere"));
  fs::remove(shard);
  fs::create_symlink("absent", shard);
  EXPECT_THAT(shards.Error(), HasSubstr("leads nowhere"));
  fs::remove(shard);
  fs::create_directory(shard);
  EXPECT_THAT(shards.Error(), HasSubstr("is no regular file"));
  fs::remove(shard);
  WritePlain(shards.folder / "inside", OneTensor("b"));
  fs::create_symlink("inside", shard);
  EXPECT_EQ(shards.Error(), "");
  // The folder itself may be a link: the user named it.
  const TempFolder links;
  fs::create_directory_symlink(shards.folder.path(), links / "model");
  EXPECT_TRUE(SafetensorsSet::Open(*ModelFolder::Open(links / "model")));
}

TEST(SafetensorsSet, PickleFilesAreRefusedWithTheRemedy) {
  for (const char* name : {"pytorch_model.bin", "consolidated.00.pth", "model.pt", "x.ckpt"}) {
    const TempFolder folder;
    WritePlain(folder / name, "\x80\x02}q\x01.");
    const Result<SafetensorsSet> set = SafetensorsSet::Open(*ModelFolder::Open(folder.path()));
    ASSERT_FALSE(set);
    EXPECT_THAT(set.error().message, HasSubstr(name));
    EXPECT_THAT(set.error().message, HasSubstr("pickle"));
    EXPECT_THAT(set.error().message, HasSubstr("safe_serialization=True"));
  }
  const TempFolder empty;
  EXPECT_THAT(SafetensorsSet::Open(*ModelFolder::Open(empty.path())).error().message,
              HasSubstr("has neither model.safetensors nor"));
}

}  // namespace
}  // namespace rbench
