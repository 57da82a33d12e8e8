#include "tasks/formats/parquet/parquet_file.h"

#include <cstdlib>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tasks/data_rows.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_data.h"

namespace rbench {
namespace {

using testing::HasSubstr;

constexpr size_t kMost = 64 << 20;

class ParquetFile : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("RBENCH_PARQUET_READER", RBENCH_PARQUET_READER, 1);
    if (FileExists(RBENCH_PARQUET_READER)) return;
    if (DataIsRequired()) FAIL() << "no " << RBENCH_PARQUET_READER << ": make parquet";
    GTEST_SKIP() << "no Apache Arrow: make parquet";
  }
};

TEST_F(ParquetFile, GivesTheRowsOfTheSameDataAsJsonLines) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::string folder = TestDataDirectory() + "/countdown";
  const auto lines = ReadParquetAsJsonLines(folder + "/test.parquet", kMost);
  ASSERT_TRUE(lines) << lines.error().message;
  const FieldLayout layout;
  const auto parquet = ReadDataText(folder + "/test.parquet", layout);
  const auto json = ReadDataText(folder + "/test.jsonl.gz", layout);
  ASSERT_TRUE(parquet && json);
  EXPECT_EQ(parquet->text, *lines);
  const auto rows = ReadRows(*parquet, "test.parquet", layout);
  const auto wanted = ReadRows(*json, "test.jsonl.gz", layout);
  ASSERT_TRUE(rows && wanted);
  ASSERT_EQ(rows->size(), wanted->size());
  ASSERT_EQ(rows->size(), 2000u);
  for (size_t i = 0; i < rows->size(); ++i) EXPECT_EQ((*rows)[i].fields, (*wanted)[i].fields) << i;
}

TEST_F(ParquetFile, IsBounded) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::string folder = TestDataDirectory() + "/countdown";
  const auto lines = ReadParquetAsJsonLines(folder + "/test.parquet", 1000);
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().code, ErrorCode::kResourceExhausted);
  EXPECT_THAT(lines.error().message, HasSubstr("more than 1000 bytes"));
}

TEST_F(ParquetFile, BrokenFilesAreErrorsThatNameThem) {
  const TempFolder temp;
  const std::string path = temp / "broken.parquet";
  for (const char* text :
       {"", "PAR1", "PAR1PAR1", "PAR1\xff\xff\xff\x7fPAR1", "no Parquet at all"}) {
    ASSERT_TRUE(WriteFileAtomic(path, text));
    const auto lines = ReadParquetAsJsonLines(path, kMost);
    ASSERT_FALSE(lines) << text;
    EXPECT_THAT(lines.error().message, HasSubstr(path));
  }
  const auto absent = ReadParquetAsJsonLines(temp / "absent.parquet", kMost);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
}

TEST_F(ParquetFile, CutAtEveryPage) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const auto whole = ReadFile(TestDataDirectory() + "/countdown/test.parquet");
  ASSERT_TRUE(whole);
  const TempFolder temp;
  const std::string path = temp / "cut.parquet";
  for (size_t size = 0; size < whole->size(); size += 4096) {
    ASSERT_TRUE(WriteFileAtomic(path, whole->substr(0, size)));
    const auto lines = ReadParquetAsJsonLines(path, kMost);
    ASSERT_FALSE(lines) << size;
    EXPECT_THAT(lines.error().message, HasSubstr(path)) << size;
  }
}

// Whatever is changed in a file: rows or an error, and the caller stays whole.
TEST_F(ParquetFile, DamagedFilesAreRowsOrErrors) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  const std::string folder = TestDataDirectory() + "/countdown";
  const auto whole = ReadFile(folder + "/test.parquet");
  ASSERT_TRUE(whole);
  const TempFolder temp;
  const std::string path = temp / "damaged.parquet";
  std::mt19937_64 random(1);
  for (int i = 0; i < 24; ++i) {
    std::string bytes = *whole;
    if (i % 3 == 0) {
      bytes.resize(random() % bytes.size());
    } else {
      // Two thirds of the damage lies in the footer, which says where everything is.
      const size_t from = i % 3 == 1 ? bytes.size() - 4000 : 0;
      for (int k = 0; k < 8; ++k)
        bytes[from + random() % (bytes.size() - from)] = static_cast<char>(random());
    }
    ASSERT_TRUE(WriteFileAtomic(path, bytes));
    const auto lines = ReadParquetAsJsonLines(path, kMost);
    if (!lines) {
      EXPECT_THAT(lines.error().message, HasSubstr(path)) << "seed 1, round " << i;
    }
  }
}

TEST(ParquetReader, WhereItIsNotThereTheErrorSaysHowToGetIt) {
  ::setenv("RBENCH_PARQUET_READER", "/nonexistent/rbench-parquet", 1);
  const auto lines = ReadParquetAsJsonLines("some.parquet", kMost);
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(lines.error().message, HasSubstr("make parquet"));
}

}  // namespace
}  // namespace rbench
