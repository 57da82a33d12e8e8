#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/formats/hf_folder.h"
#include "models/formats/safetensors.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/hf_model.h"
#include "tests/support/temp_folder.h"

// Models of several files, one of which is cut: at every byte of its header, at every 4 KB of its
// data, and one byte before its end.

namespace rbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// The sizes to cut a file to, the largest first, so that resizing never makes zeros.
std::vector<size_t> Cuts(size_t header, size_t whole) {
  std::vector<size_t> cuts = {whole - 1};
  for (size_t size = (whole - 1) / 4096 * 4096; size >= header; size -= 4096) cuts.push_back(size);
  for (size_t size = header; size-- > 0;) cuts.push_back(size);
  return cuts;
}

TEST(PartTruncation, EveryPartOfAGgufModel) {
  const TempFolder folder;
  constexpr size_t kParts = 3;
  const std::vector<GgufBuilder> parts = CutIntoParts(MakeTinyModel().gguf, kParts);
  std::vector<std::string> names;
  std::vector<size_t> headers;
  for (size_t i = 0; i < kParts; ++i) {
    names.push_back(folder / fmt::format("m-{:05}-of-{:05}.gguf", i + 1, kParts));
    headers.push_back(parts[i].BuildHeader().size());
    WritePlain(names[i], parts[i].Build());
  }
  ASSERT_TRUE(OpenGguf(names[0]));
  for (size_t i = 0; i < kParts; ++i) {
    const std::string kept = names[i] + ".kept";
    fs::copy(names[i], kept);
    for (const size_t size : Cuts(headers[i], fs::file_size(kept))) {
      fs::resize_file(names[i], size);
      const Result<Checkpoint> opened =
          OpenGguf(names[0], {.pre_tokenizer = "", .hash_file = false});
      // The last byte may be padding.
      if (opened && size + 32 > fs::file_size(kept)) continue;
      ASSERT_FALSE(opened) << names[i] << " " << size;
      ASSERT_THAT(opened.error().message, HasSubstr(names[i])) << size;
    }
    fs::rename(kept, names[i]);
    ASSERT_TRUE(OpenGguf(names[0]));
  }
}

TEST(PartTruncation, EveryShardOfAFolder) {
  const TempFolder folder;
  constexpr int kShards = 3;
  WriteHfModel(HfModelOf(MakeTinyModel()), folder.path(), kShards);
  const auto open = [&] {
    return OpenHfWeights(*ModelFolder::Open(folder.path()),
                         {.pre_tokenizer = "", .hash_file = false});
  };
  ASSERT_TRUE(open());
  for (int i = 0; i < kShards; ++i) {
    const std::string name = fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, kShards);
    const std::string path = folder / name;
    const std::string kept = folder / "kept";
    fs::copy(path, kept);
    uint64_t header = 0;
    std::ifstream(path, std::ios::binary).read(reinterpret_cast<char*>(&header), sizeof header);
    for (const size_t size : Cuts(8 + header, fs::file_size(kept))) {
      fs::resize_file(path, size);
      const Result<Checkpoint> opened = open();
      ASSERT_FALSE(opened) << name << " " << size;
      ASSERT_THAT(opened.error().message, HasSubstr(name)) << size;
    }
    fs::rename(kept, path);
    ASSERT_TRUE(open());
  }
}

TEST(PartTruncation, AShardThatIsLongerThanItsTensors) {
  const TempFolder folder;
  WriteHfModel(HfModelOf(MakeTinyModel()), folder.path(), 2);
  const std::string path = folder / "model-00002-of-00002.safetensors";
  fs::resize_file(path, fs::file_size(path) + 1);
  EXPECT_THAT(OpenHfWeights(*ModelFolder::Open(folder.path()), {}).error().message,
              HasSubstr("model-00002-of-00002.safetensors: has 1 bytes after its last tensor"));
}

}  // namespace
}  // namespace rbench
