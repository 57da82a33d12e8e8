#include "reports/token_log.h"

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/philox.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

class TokenLogTest : public testing::Test {
 protected:
  void Write(const std::string& bytes) { WritePlain(path_, bytes); }

  std::vector<TokenFrame> ReadAll() {
    std::vector<TokenFrame> frames;
    const Status status = ForEachTokenFrame(path_, [&](TokenFrame frame) -> Status {
      frames.push_back(std::move(frame));
      return {};
    });
    EXPECT_TRUE(status) << status.error().message;
    return frames;
  }

  TempFolder folder_;
  std::string path_ = folder_ / "tokens.bin";
};

std::vector<TokenFrame> Frames() {
  std::vector<TokenFrame> frames;
  PhiloxStream random(PhiloxKeyFor(1, "frames"));
  for (int i = 0; i < 3; ++i) {
    TokenFrame frame;
    frame.id = {"task", "problem" + std::to_string(i), i};
    for (int t = 0; t < 2 * i; ++t) {
      frame.tokens.push_back(static_cast<TokenId>(random.NextBelow(50000)));
      if (i != 1) {
        frame.logprobs.push_back(-static_cast<float>(random.NextUniform()));
        frame.raw_logprobs.push_back(-static_cast<float>(random.NextUniform()));
      }
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

TEST_F(TokenLogTest, EveryTruncationIsRecovered) {
  const std::vector<TokenFrame> frames = Frames();
  {
    auto log = TokenLog::Open(path_);
    ASSERT_TRUE(log);
    for (const TokenFrame& frame : frames) ASSERT_TRUE((*log)->Append(frame));
    ASSERT_TRUE((*log)->Flush());
  }
  EXPECT_EQ(ReadAll(), frames);
  const std::string bytes = *ReadFile(path_);
  std::vector<size_t> ends = {8};
  for (const TokenFrame& frame : frames)
    ends.push_back(ends.back() + EncodeTokenFrame(frame).size());
  ASSERT_EQ(ends.back(), bytes.size());
  for (size_t length = 0; length <= bytes.size(); ++length) {
    Write(bytes.substr(0, length));
    size_t whole = 0;
    while (whole < frames.size() && ends[whole + 1] <= length) ++whole;
    EXPECT_EQ(ReadAll().size(), whole) << length;
    auto log = TokenLog::Open(path_);
    ASSERT_TRUE(log) << length;
    EXPECT_EQ((*log)->torn_bytes(), length < 8 ? length : length - ends[whole]);
    for (size_t i = whole; i < frames.size(); ++i) ASSERT_TRUE((*log)->Append(frames[i]));
    EXPECT_EQ(ReadAll(), frames) << length;
  }
}

TEST_F(TokenLogTest, AnyFlippedBitIsNoticed) {
  const std::vector<TokenFrame> frames = Frames();
  std::string bytes = "RBTOKEN1";
  for (const TokenFrame& frame : frames) bytes += EncodeTokenFrame(frame);
  for (size_t i = 0; i < bytes.size(); i += 2) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    Write(damaged);
    std::vector<TokenFrame> read;
    const Status status = ForEachTokenFrame(path_, [&](TokenFrame frame) -> Status {
      read.push_back(std::move(frame));
      return {};
    });
    // Either an error, or the file ends before the damage; never a changed frame.
    EXPECT_TRUE(!status || read.size() < frames.size()) << i;
    for (size_t f = 0; f < read.size(); ++f) EXPECT_EQ(read[f], frames[f]) << i;
  }
}

TEST_F(TokenLogTest, RefusesOtherFilesAndSecondWriters) {
  Write("{\"not\": \"a token log\"}\n");
  EXPECT_FALSE(TokenLog::Open(path_));
  EXPECT_EQ(*ReadFile(path_), "{\"not\": \"a token log\"}\n");
  std::filesystem::remove(path_);
  auto first = TokenLog::Open(path_);
  ASSERT_TRUE(first);
  EXPECT_FALSE(TokenLog::Open(path_));
}

}  // namespace
}  // namespace rbench
