#include "models/formats/hf_cache.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/sha256.h"
#include "models/formats/gguf.h"
#include "models/formats/hf_folder.h"
#include "tests/support/hf_model.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kCommit = "0123456789abcdef0123456789abcdef01234567";

// A cache as huggingface_hub makes it: bytes in blobs, names as links in the snapshot.
class Cache {
 public:
  Cache() {
    repository = hub / "models--org--tiny";
    fs::create_directories(repository + "/refs/pr");
    fs::create_directories(repository + "/blobs");
    fs::create_directories(snapshot());
    WritePlain(repository + "/refs/main", kCommit);
    WritePlain(repository + "/refs/pr/1", std::string(kCommit) + "\n");
    const TempFolder made;
    WriteHfModel(HfModelOf(MakeTinyModel()), made.path());
    for (const char* name : {"config.json", "model.safetensors"}) {
      fs::copy(made / name, repository + "/blobs/blob_" + name);
      fs::create_symlink(std::string("../../blobs/blob_") + name, snapshot() + "/" + name);
    }
  }
  std::string snapshot() const { return repository + "/snapshots/" + kCommit; }
  std::string Error(std::string_view name) const {
    const Result<std::string> found = FindInHfCache(name, hub.path());
    return found ? "" : found.error().message;
  }

  TempFolder hub;
  std::string repository;
};

TEST(HfCache, FindsBranchesPullRequestsAndCommits) {
  const Cache cache;
  for (const std::string& name :
       {std::string("org/tiny"), std::string("org/tiny@main"), std::string("org/tiny@pr/1"),
        std::string("org/tiny@") + kCommit}) {
    const Result<std::string> found = FindInHfCache(name, cache.hub.path());
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(*found, cache.snapshot());
  }
  const Result<Checkpoint> checkpoint =
      OpenHfWeights(*ModelFolder::Open(cache.snapshot()), {.pre_tokenizer = ""});
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->spec.family, "llama");
}

TEST(HfCache, SaysWhereItLookedAndNeverDownloads) {
  const Cache cache;
  EXPECT_THAT(cache.Error("org/absent"), HasSubstr(cache.hub / "models--org--absent"));
  EXPECT_THAT(cache.Error("org/absent"), HasSubstr("HF_HUB_CACHE"));
  EXPECT_THAT(cache.Error("org/absent"), HasSubstr("`hf download org/absent`"));
  EXPECT_THAT(cache.Error("org/tiny@v2"), HasSubstr("/refs/v2 and "));
  EXPECT_THAT(cache.Error("org/tiny@v2"), HasSubstr(kCommit));
  EXPECT_THAT(cache.Error("org/tiny@v2"), HasSubstr("--revision v2"));
}

TEST(HfCache, NamesAndRefsCannotLeaveTheCache) {
  const Cache cache;
  for (const char* name : {"", "/", "..", "../org/tiny", "org/../tiny", "org/tiny/x", "org//tiny",
                           "/etc", "org/", "a--b/c", "org/ti ny", "org/.hidden"}) {
    EXPECT_THAT(cache.Error(name), HasSubstr("is no name of a model")) << name;
  }
  for (const char* revision : {"", "../main", "a/../b", "/main", "a//b"}) {
    EXPECT_THAT(cache.Error(std::string("org/tiny@") + revision), HasSubstr("is no revision"));
  }
  WritePlain(cache.repository + "/refs/main", "../../../elsewhere");
  EXPECT_THAT(cache.Error("org/tiny"), HasSubstr("which is no commit"));
  WritePlain(cache.repository + "/refs/main", "");
  EXPECT_THAT(cache.Error("org/tiny"), HasSubstr("which is no commit"));
  WritePlain(cache.repository + "/refs/main", std::string(100000, 'a'));
  EXPECT_NE(cache.Error("org/tiny"), "");
  const TempFolder elsewhere;
  fs::create_directory_symlink(elsewhere.path(), cache.repository + "/snapshots/linked");
  WritePlain(cache.repository + "/refs/main", "linked");
  EXPECT_THAT(cache.Error("org/tiny"), HasSubstr("without this revision"));
}

TEST(HfCache, LinksOfASnapshotStayInItsModel) {
  const Cache cache;
  const TempFolder elsewhere;
  fs::copy(cache.repository + "/blobs/blob_config.json", elsewhere / "config.json");
  const std::string link = cache.snapshot() + "/config.json";
  fs::remove(link);
  fs::create_symlink(elsewhere / "config.json", link);
  EXPECT_THAT(
      OpenHfWeights(*ModelFolder::Open(cache.snapshot()), {.pre_tokenizer = ""}).error().message,
      HasSubstr("is a symbolic link out of the model's folder"));
  // Not even into another model of the cache.
  const std::string other = cache.hub / "models--org--other";
  fs::create_directories(other);
  fs::copy(cache.repository + "/blobs/blob_config.json", other + "/config.json");
  fs::remove(link);
  fs::create_symlink("../../../models--org--other/config.json", link);
  EXPECT_THAT(
      OpenHfWeights(*ModelFolder::Open(cache.snapshot()), {.pre_tokenizer = ""}).error().message,
      HasSubstr("is a symbolic link out of the model's folder"));
}

TEST(HfCache, DamagedBlobsAreErrors) {
  const Cache cache;
  // As a cache names what large file storage holds; small files have git's 40 digits.
  const std::string weights = cache.repository + "/blobs/blob_model.safetensors";
  const std::string blob = cache.repository + "/blobs/" + *Sha256HexOfFile(weights);
  fs::rename(weights, blob);
  const std::string link = cache.snapshot() + "/model.safetensors";
  fs::remove(link);
  fs::create_symlink(blob, link);
  const auto error = [&] {
    const Result<Checkpoint> opened = OpenHfWeights(*ModelFolder::Open(cache.snapshot()), {});
    return opened ? "" : opened.error().message;
  };
  EXPECT_EQ(error(), "");
  std::string bytes = *ReadFile(blob);
  bytes.back() ^= 1;
  WritePlain(blob, bytes);
  EXPECT_THAT(error(),
              HasSubstr("model.safetensors is damaged: its SHA-256 is " + *Sha256HexOfFile(blob)));
  EXPECT_THAT(error(), HasSubstr("delete " + fs::canonical(blob).string()));

  const TinyModelFile tiny;
  const std::string gguf = cache.repository + "/blobs/" + *Sha256HexOfFile(tiny.path());
  fs::copy(tiny.path(), gguf);
  fs::create_symlink(gguf, cache.snapshot() + "/tiny.gguf");
  EXPECT_TRUE(OpenGguf(cache.snapshot() + "/tiny.gguf"));
  bytes = *ReadFile(gguf);
  bytes.back() ^= 1;
  WritePlain(gguf, bytes);
  EXPECT_THAT(OpenGguf(cache.snapshot() + "/tiny.gguf").error().message,
              HasSubstr("tiny.gguf is damaged"));
}

}  // namespace
}  // namespace rbench
