#include "base/base64.h"

#include <iostream>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(Base64, VectorsOfRfc4648) {
  const struct {
    const char* bytes;
    const char* text;
  } cases[] = {{"", ""},
               {"f", "Zg=="},
               {"fo", "Zm8="},
               {"foo", "Zm9v"},
               {"foob", "Zm9vYg=="},
               {"fooba", "Zm9vYmE="},
               {"foobar", "Zm9vYmFy"}};
  for (const auto& c : cases) {
    EXPECT_EQ(EncodeBase64(c.bytes), c.text);
    EXPECT_EQ(DecodeBase64(c.text).value(), c.bytes);
  }
  EXPECT_EQ(DecodeBase64("Zm9v\r\nYmFy\n").value(), "foobar");
  EXPECT_EQ(EncodeBase64("\xFB\xFF\xBF"), "+/+/");
}

TEST(Base64, Refuses) {
  for (const char* text : {"Z",     "Zg",         "Zg=",     "Zm8",      "Zg===",  "=",
                           "==",    "====",       "Z===",    "Zg==Zg==", "Zm9v=",  "Zm9v====",
                           "Zh==",  "Zm9=",       "Zm9v Ym", "Zm-_",     "Zm9v\t", "Zg=a",
                           "Zg=a=", "\xC3\xA9==", "Zm9vZ"}) {
    EXPECT_FALSE(DecodeBase64(text)) << text;
  }
}

TEST(Base64, RandomBytesComeBack) {
  const uint64_t seed = 1;
  std::cout << "seed " << seed << "\n";
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (size_t n = random() % 40; n > 0; --n) bytes += static_cast<char>(random());
    const std::string text = EncodeBase64(bytes);
    EXPECT_EQ(text.size() % 4, 0u);
    EXPECT_EQ(DecodeBase64(text).value(), bytes);
  }
}

}  // namespace
}  // namespace rbench
