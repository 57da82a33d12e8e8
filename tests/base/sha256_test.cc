#include "base/sha256.h"

#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesEqualTheWhole) {
  Sha256 hash;
  hash.Update("a");
  Sha256 moved = std::move(hash);
  moved.Update(std::string_view());
  const std::byte rest[] = {std::byte{'b'}, std::byte{'c'}};
  moved.Update(std::span<const std::byte>(rest));
  EXPECT_EQ(moved.HexDigest(), Sha256Hex("abc"));
}

TEST(Sha256, OfFile) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomic(folder.File("a"), "abc"));
  ASSERT_TRUE(WriteFileAtomic(folder.File("empty"), ""));
  EXPECT_EQ(Sha256HexOfFile(folder.File("a")).value(), Sha256Hex("abc"));
  EXPECT_EQ(Sha256HexOfFile(folder.File("empty")).value(), Sha256Hex(""));
  EXPECT_EQ(Sha256HexOfFile(folder.File("absent")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rbench
