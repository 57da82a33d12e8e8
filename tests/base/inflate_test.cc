#include "base/inflate.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace rbench {
namespace {

std::string Deflate(std::string_view text) {
  std::string packed(compressBound(text.size()), '\0');
  uLongf size = packed.size();
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(text.data()), text.size()),
            Z_OK);
  packed.resize(size);
  return packed;
}

TEST(Inflate, ComesBack) {
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += std::to_string(int64_t{i} * 7919 % 104729);
  for (const std::string& one :
       {std::string(), std::string("a"), text, std::string(5 << 20, 'x')}) {
    EXPECT_EQ(InflateZlib(Deflate(one), one.size()).value(), one);
  }
}

TEST(Inflate, TheBoundIsExact) {
  const std::string packed = Deflate(std::string(100'000, 'x'));
  EXPECT_TRUE(InflateZlib(packed, 100'000));
  EXPECT_EQ(InflateZlib(packed, 99'999).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(InflateZlib(packed, 0).error().code, ErrorCode::kResourceExhausted);
}

TEST(Inflate, BrokenStreamsAreErrors) {
  const std::string packed = Deflate("some text that is long enough, is long enough");
  for (size_t n = 0; n < packed.size(); ++n) {
    EXPECT_EQ(InflateZlib(packed.substr(0, n), 1000).error().code, ErrorCode::kInvalidInput) << n;
  }
  EXPECT_FALSE(InflateZlib(packed + "x", 1000));
  EXPECT_FALSE(InflateZlib(packed + packed, 1000));
  EXPECT_FALSE(InflateZlib("\x1f\x8b not zlib", 1000));
  std::string wrong_checksum = packed;
  wrong_checksum.back() ^= 1;
  EXPECT_FALSE(InflateZlib(wrong_checksum, 1000));
  // A header that wants a dictionary (FDICT).
  EXPECT_FALSE(InflateZlib(std::string("\x78\xBB\x00\x00\x00\x01", 6), 1000));
}

}  // namespace
}  // namespace rbench
