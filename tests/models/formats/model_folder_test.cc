#include "models/formats/model_folder.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "models/formats/hf_cache.h"
#include "tests/models/formats/exported_model.h"

// Links and names that lead elsewhere: from every file of a model's folder, from a snapshot of a
// cache, and from the parts of a GGUF model.

namespace rbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kFiles[] = {"config.json",
                                  "generation_config.json",
                                  "model.safetensors.index.json",
                                  "model-00001-of-00002.safetensors",
                                  "tokenizer.json",
                                  "tokenizer_config.json",
                                  "special_tokens_map.json",
                                  "chat_template.jinja"};

class LinkedFile : public ::testing::TestWithParam<const char*> {
 protected:
  LinkedFile() : model_(20000) {
    fs::copy(model_ / GetParam(), outside_ / GetParam());
    fs::remove(model_ / GetParam());
  }
  void ExpectRefused(const char* message) {
    EXPECT_THAT(model_.Error(), HasSubstr(GetParam()));
    EXPECT_THAT(model_.Error(), HasSubstr(message));
    fs::remove_all(model_ / GetParam());
  }

  ExportedModel model_;
  TempFolder outside_;
};

TEST_P(LinkedFile, OutOfTheFolder) {
  fs::create_symlink(outside_ / GetParam(), model_ / GetParam());
  ExpectRefused("is a symbolic link out of the model's folder");
  // A relative way out, and one by way of a folder that is a link.
  fs::create_symlink(fs::relative(outside_ / GetParam(), model_.path()), model_ / GetParam());
  ExpectRefused("is a symbolic link out of the model's folder");
  fs::create_directory_symlink(outside_.path(), model_ / "sub");
  fs::create_symlink(std::string("sub/") + GetParam(), model_ / GetParam());
  ExpectRefused("is a symbolic link out of the model's folder");
  // Links to links.
  fs::create_symlink(outside_ / GetParam(), model_ / "link");
  fs::create_symlink("link", model_ / GetParam());
  ExpectRefused("is a symbolic link out of the model's folder");
}

TEST_P(LinkedFile, LoopsAndDanglingLinks) {
  fs::create_symlink(GetParam(), model_ / GetParam());
  ExpectRefused("leads nowhere");
  fs::create_symlink("other", model_ / GetParam());
  fs::create_symlink(GetParam(), model_ / "other");
  ExpectRefused("leads nowhere");
  fs::create_symlink("absent", model_ / GetParam());
  ExpectRefused("leads nowhere");
}

TEST_P(LinkedFile, FoldersPipesAndDevices) {
  fs::create_directory(model_ / GetParam());
  ExpectRefused("is no regular file");
  // Opening a pipe would wait for ever.
  ASSERT_EQ(::mkfifo((model_ / GetParam()).c_str(), 0600), 0);
  ExpectRefused("is no regular file");
  fs::create_symlink("/dev/zero", model_ / GetParam());
  ExpectRefused("is a symbolic link out of the model's folder");
}

TEST_P(LinkedFile, InsideTheFolder) {
  fs::copy(outside_ / GetParam(), model_ / "inside");
  fs::create_symlink("inside", model_ / GetParam());
  EXPECT_EQ(model_.Error(), "");
}

INSTANTIATE_TEST_SUITE_P(All, LinkedFile, ::testing::ValuesIn(kFiles), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name) c = c == '.' || c == '-' ? '_' : c;
  return name;
});

TEST(ModelFolder, TakesPlainNamesOnly) {
  const TempFolder parent;
  fs::create_directory(parent / "model");
  WritePlain(parent / "secret", "x");
  WritePlain(parent / "model/file", "x");
  const ModelFolder folder = *ModelFolder::Open(parent / "model");
  EXPECT_TRUE(folder.PathOf("file"));
  for (const std::string& name :
       {std::string(), std::string("."), std::string(".."), std::string("../secret"),
        std::string("./file"), std::string("/etc/passwd"), std::string("..\\secret"),
        std::string("file\0", 5), std::string("file\0.safetensors", 17), std::string(256, 'f'),
        std::string(100000, 'f')}) {
    const Result<std::string> path = folder.PathOf(name);
    ASSERT_FALSE(path) << name;
    EXPECT_THAT(path.error().message, HasSubstr("is no plain file name"));
    EXPECT_LT(path.error().message.size(), 1000u);
  }
  EXPECT_EQ(folder.PathOf("absent").error().code, ErrorCode::kNotFound);
  // A name that begins like the folder is not inside it.
  fs::create_directory(parent / "model2");
  WritePlain(parent / "model2/file", "x");
  fs::create_symlink("../model2/file", parent / "model/near");
  EXPECT_THAT(folder.PathOf("near").error().message, HasSubstr("is a symbolic link out of"));
}

TEST(ModelFolder, ReadsAtMostWhatIsAsked) {
  const TempFolder folder;
  WritePlain(folder / "file", std::string(1000, 'x'));
  EXPECT_EQ(ModelFolder::Open(folder.path())->ReadOptional("file", 1000)->size(), 1000u);
  EXPECT_FALSE(ModelFolder::Open(folder.path())->ReadOptional("file", 999));
  EXPECT_EQ(*ModelFolder::Open(folder.path())->ReadOptional("absent", 999), "");
}

// A snapshot of a cache may link to the blobs beside it and to nothing else.
class Snapshot : public ::testing::Test {
 protected:
  Snapshot() : repository_(hub_ / "models--o--m"), snapshot_(repository_ + "/snapshots/c1") {
    fs::create_directories(snapshot_);
    fs::create_directories(repository_ + "/blobs");
    fs::create_directories(repository_ + "/refs");
    WritePlain(repository_ + "/refs/main", "c1");
    WritePlain(repository_ + "/blobs/b", "{}");
    WritePlain(hub_ / "elsewhere", "{}");
  }
  Result<std::string> PathOf(const std::string& target) {
    fs::remove(snapshot_ + "/file");
    fs::create_symlink(target, snapshot_ + "/file");
    return ModelFolder::Open(*FindInHfCache("o/m", hub_.path()))->PathOf("file");
  }

  TempFolder hub_;
  std::string repository_, snapshot_;
};

TEST_F(Snapshot, LinksIntoItsBlobsAndItself) {
  EXPECT_EQ(*PathOf("../../blobs/b"), repository_ + "/blobs/b");
  EXPECT_EQ(*PathOf(repository_ + "/blobs/b"), repository_ + "/blobs/b");
  WritePlain(snapshot_ + "/own", "{}");
  EXPECT_EQ(*PathOf("own"), snapshot_ + "/own");
}

TEST_F(Snapshot, LinksOutOfItsBlobsAreRefused) {
  fs::create_directories(repository_ + "/snapshots/c2");
  WritePlain(repository_ + "/snapshots/c2/file", "{}");
  fs::create_directories(hub_ / "models--x--y/blobs");
  WritePlain(hub_ / "models--x--y/blobs/b", "{}");
  fs::create_symlink("../../elsewhere", repository_ + "/blobs/link");
  for (const char* target :
       {"../../refs/main", "../c2/file", "../../../models--x--y/blobs/b", "../../../elsewhere",
        "../../blobs/../refs/main", "../../blobs/link", "/etc/passwd"}) {
    const Result<std::string> path = PathOf(target);
    ASSERT_FALSE(path) << target;
    EXPECT_THAT(path.error().message, HasSubstr("is a symbolic link out of the model's folder"));
  }
  for (const char* target : {"file", "../../blobs/absent"}) {
    EXPECT_THAT(PathOf(target).error().message, HasSubstr("leads nowhere"));
  }
  EXPECT_THAT(PathOf("../../blobs").error().message, HasSubstr("symbolic link out of"));
}

TEST_F(Snapshot, BlobsThatAreALinkAreRefused) {
  const TempFolder elsewhere;
  WritePlain(elsewhere / "b", "{}");
  fs::remove_all(repository_ + "/blobs");
  fs::create_directory_symlink(elsewhere.path(), repository_ + "/blobs");
  EXPECT_THAT(PathOf("../../blobs/b").error().message, HasSubstr("symbolic link out of"));
}

TEST_F(Snapshot, FoldersOfTheCacheThatAreLinksAreNotFollowed) {
  const TempFolder elsewhere;
  fs::create_directories(elsewhere / "c1");
  WritePlain(elsewhere / "main", "c1");
  const auto error = [&] {
    const Result<std::string> found = FindInHfCache("o/m", hub_.path());
    return found ? "" : found.error().message;
  };
  EXPECT_EQ(error(), "");
  fs::rename(repository_ + "/snapshots", repository_ + "/kept");
  fs::create_directory_symlink(elsewhere.path(), repository_ + "/snapshots");
  EXPECT_THAT(error(), HasSubstr("without this revision"));
  fs::remove(repository_ + "/snapshots");
  fs::rename(repository_ + "/kept", repository_ + "/snapshots");
  fs::remove_all(repository_ + "/refs");
  fs::create_directory_symlink(elsewhere.path(), repository_ + "/refs");
  EXPECT_THAT(error(), HasSubstr("without this revision"));
  fs::remove(repository_ + "/refs");
  fs::create_directory(repository_ + "/refs");
  fs::create_symlink(elsewhere / "main", repository_ + "/refs/main");
  EXPECT_THAT(error(), HasSubstr("without this revision"));
}

// The user names the first part; the others are names that the file asks for.
TEST(ModelFolder, PartsOfAGgufModelStayBesideTheFirst) {
  const TempFolder folder, elsewhere;
  GgufBuilder first = MakeTinyModel().gguf, second;
  second.tensors.assign(first.tensors.begin() + 5, first.tensors.end());
  first.tensors.resize(5);
  for (GgufBuilder* part : {&first, &second}) {
    part->SetU32("split.no", part == &second);
    part->SetU32("split.count", 2);
  }
  WritePlain(folder / "m-00001-of-00002.gguf", first.Build());
  WritePlain(elsewhere / "m-00002-of-00002.gguf", second.Build());
  const std::string link = folder / "m-00002-of-00002.gguf";
  const auto error = [&](const std::string& path) {
    const Result<Checkpoint> opened = OpenCheckpoint(path);
    fs::remove(link);
    return opened ? "" : opened.error().message;
  };
  for (const std::string& path : {folder / "m-00001-of-00002.gguf", folder.path()}) {
    fs::create_symlink(elsewhere / "m-00002-of-00002.gguf", link);
    EXPECT_THAT(error(path), HasSubstr("is a symbolic link out of the model's folder"));
    fs::create_symlink("m-00002-of-00002.gguf", link);
    EXPECT_THAT(error(path), HasSubstr("leads nowhere"));
    fs::create_directory(link);
    EXPECT_THAT(error(path), HasSubstr("is no regular file"));
    WritePlain(link, second.Build());
    EXPECT_EQ(error(path), "");
  }
}

}  // namespace
}  // namespace rbench
