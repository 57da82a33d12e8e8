#include "base/nearest.h"

#include <vector>

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(Nearest, Table) {
  const std::vector<std::string> keys = {"samples",     "prompt", "checker",
                                         "temperature", "n",      "top_p"};
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"smaples", "samples"},
      {"sample", "samples"},
      {"promt", "prompt"},
      {"temprature", "temperature"},
      {"chekcer", "checker"},
      {"top-p", "top_p"},
      {"topp", "top_p"},
      {"colour", ""},
      {"", ""},
      {"k", ""},
      {"samples", "samples"},
      {"tempxxxxxure", ""},
  };
  for (const auto& [word, nearest] : rows) EXPECT_EQ(NearestWord(word, keys), nearest) << word;
}

TEST(Nearest, TiesGoToTheFirst) {
  const std::vector<std::string> keys = {"bat", "cat", "rat"};
  EXPECT_EQ(NearestWord("mat", keys), "bat");
  EXPECT_EQ(NearestWord("x", {}), "");
}

TEST(Nearest, LongWordsAreNotCompared) {
  const std::vector<std::string> keys = {std::string(100000, 'a')};
  EXPECT_EQ(NearestWord(std::string(100001, 'a'), keys), "");
}

TEST(Nearest, DidYouMean) {
  const std::vector<std::string> keys = {"samples"};
  EXPECT_EQ(DidYouMean("smaples", keys), " (did you mean \"samples\"?)");
  EXPECT_EQ(DidYouMean("colour", keys), "");
}

}  // namespace
}  // namespace rbench
