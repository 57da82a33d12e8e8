#include "base/mapped_file.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

std::string_view Text(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

TEST(MappedFile, ShowsTheBytesAndOutlivesTheName) {
  const TempFolder folder;
  const std::string path = folder.File("a");
  ASSERT_TRUE(WriteFileAtomic(path, "hello"));
  const Result<MappedFile> file = MappedFile::Open(path);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->path(), path);
  ASSERT_TRUE(WriteFileAtomic(path, "other text"));
  EXPECT_EQ(Text(*file), "hello");
}

TEST(MappedFile, Moves) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomic(folder.File("a"), "first"));
  ASSERT_TRUE(WriteFileAtomic(folder.File("b"), "second"));
  MappedFile a = MappedFile::Open(folder.File("a")).value();
  MappedFile b = MappedFile::Open(folder.File("b")).value();
  a = std::move(b);
  EXPECT_EQ(Text(a), "second");
  const MappedFile c = std::move(a);
  EXPECT_EQ(Text(c), "second");
}

TEST(MappedFile, EmptyAndAbsent) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomic(folder.File("empty"), ""));
  EXPECT_EQ(MappedFile::Open(folder.File("empty"))->bytes().size(), 0u);
  EXPECT_EQ(MappedFile::Open(folder.File("absent")).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(MappedFile::Open(folder.path()).has_value());
}

}  // namespace
}  // namespace rbench
