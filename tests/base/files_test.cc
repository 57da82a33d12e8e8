#include "base/files.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

std::string Gzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Files, WriteThenRead) {
  const TempFolder folder;
  const std::string path = folder.File("a");
  const std::string bytes("a\0b\n\xff", 5);
  ASSERT_TRUE(WriteFileAtomic(path, bytes));
  EXPECT_EQ(ReadFile(path).value(), bytes);
  EXPECT_EQ(FileSize(path).value(), 5u);
  ASSERT_TRUE(WriteFileAtomic(path, ""));
  EXPECT_EQ(ReadFile(path).value(), "");
  // Nothing else is left in the folder.
  size_t entries = 0;
  for ([[maybe_unused]] const auto& e : std::filesystem::directory_iterator(folder.path()))
    ++entries;
  EXPECT_EQ(entries, 1u);
}

TEST(Files, WriteKeepsModeAndLinks) {
  const TempFolder folder;
  const std::string path = folder.File("real");
  const std::string link = folder.File("link");
  ASSERT_TRUE(WriteFileAtomic(path, "1"));
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_EQ(::symlink("real", link.c_str()), 0);
  ASSERT_TRUE(WriteFileAtomic(link, "2"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(ReadFile(path).value(), "2");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640u);
}

TEST(Files, WriteErrorsLeaveNothing) {
  const TempFolder folder;
  EXPECT_EQ(WriteFileAtomic(folder.File("no/such"), "x").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(WriteFileAtomic(folder.path(), "x").has_value());
  ASSERT_EQ(::mkfifo(folder.File("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(WriteFileAtomic(folder.File("pipe"), "x").has_value());
}

TEST(Files, ReadErrorsNameThePath) {
  const TempFolder folder;
  const std::string absent = folder.File("absent");
  const Error error = ReadFile(absent).error();
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_NE(error.message.find(absent), std::string::npos);
  EXPECT_NE(error.message.find("No such file"), std::string::npos);
  EXPECT_FALSE(ReadFile(folder.path()).has_value());
  ASSERT_EQ(::mkfifo(folder.File("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(ReadFile(folder.File("pipe")).has_value());  // and does not wait for a writer
}

TEST(Files, ReadIsBounded) {
  const TempFolder folder;
  const std::string path = folder.File("a");
  ASSERT_TRUE(WriteFileAtomic(path, "12345"));
  EXPECT_EQ(ReadFile(path, 5).value(), "12345");
  EXPECT_EQ(ReadFile(path, 4).error().code, ErrorCode::kResourceExhausted);
  // Files of the system that say size 0 are read whole, and bounded all the same.
  EXPECT_GT(ReadFile("/proc/self/status").value().size(), 100u);
  EXPECT_EQ(ReadFile("/proc/self/status", 10).error().code, ErrorCode::kResourceExhausted);
}

TEST(Files, GzipIsFoundByContent) {
  const TempFolder folder;
  const std::string path = folder.File("plain.gz");
  ASSERT_TRUE(WriteFileAtomic(path, "not packed"));
  EXPECT_EQ(ReadFileMaybeGzip(path).value(), "not packed");
  std::string text;
  for (int i = 0; i < 50000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string packed = Gzip(text);
  const std::string second = folder.File("packed.txt");
  ASSERT_TRUE(WriteFileAtomic(second, packed));
  EXPECT_EQ(ReadFileMaybeGzip(second).value(), text);
  ASSERT_TRUE(WriteFileAtomic(second, packed + Gzip("tail")));
  EXPECT_EQ(ReadFileMaybeGzip(second).value(), text + "tail");
  ASSERT_TRUE(WriteFileAtomic(second, Gzip("")));
  EXPECT_EQ(ReadFileMaybeGzip(second).value(), "");
}

TEST(Files, BrokenGzipIsAnError) {
  const TempFolder folder;
  const std::string path = folder.File("x");
  const std::string packed = Gzip("hello, hello, hello");
  for (size_t length = 2; length < packed.size(); ++length) {
    ASSERT_TRUE(WriteFileAtomic(path, packed.substr(0, length)));
    EXPECT_FALSE(ReadFileMaybeGzip(path).has_value()) << length;
  }
  ASSERT_TRUE(WriteFileAtomic(path, packed + "garbage"));
  EXPECT_FALSE(ReadFileMaybeGzip(path).has_value());
  std::string flipped = packed;
  flipped[flipped.size() - 6] ^= 1;  // the checksum
  ASSERT_TRUE(WriteFileAtomic(path, flipped));
  EXPECT_FALSE(ReadFileMaybeGzip(path).has_value());
}

TEST(Files, GzipBombIsBounded) {
  const TempFolder folder;
  const std::string path = folder.File("bomb");
  ASSERT_TRUE(WriteFileAtomic(path, Gzip(std::string(10 << 20, 'a'))));
  const Result<std::string> bytes = ReadFileMaybeGzip(path, 1 << 20);
  ASSERT_FALSE(bytes.has_value());
  EXPECT_EQ(bytes.error().code, ErrorCode::kResourceExhausted);
}

TEST(Files, Folders) {
  const TempFolder folder;
  const std::string deep = folder.File("a/b/c");
  EXPECT_FALSE(DirectoryExists(deep));
  EXPECT_TRUE(MakeDirectories(deep));
  EXPECT_TRUE(MakeDirectories(deep));
  EXPECT_TRUE(DirectoryExists(deep));
  EXPECT_FALSE(FileExists(deep));
  ASSERT_TRUE(WriteFileAtomic(deep + "/f", "x"));
  EXPECT_TRUE(FileExists(deep + "/f"));
  EXPECT_FALSE(MakeDirectories(deep + "/f").has_value());
  EXPECT_FALSE(MakeDirectories(deep + "/f/g").has_value());
}

}  // namespace
}  // namespace rbench
