#include "cli/flags.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace rbench {
namespace {

struct Parsed {
  std::string text;
  int count = 3;
  std::optional<double> share;
  std::optional<int> draws;
  std::vector<std::string> list;
  std::vector<std::string> words;
  bool on = false;
  std::string mode = "a";
  uint64_t bytes = 0;
  std::string error;
  bool help = false;
};

Parsed ParseAll(const std::vector<std::string>& arguments) {
  Parsed parsed;
  Flags flags("test", "A test.", {"rbench test"});
  flags.Add("-m,--model-name", &parsed.text, "text");
  flags.Add("--count", &parsed.count, "count", -5, 100);
  flags.Add("--top-p", &parsed.share, "share", 0, 1);
  flags.Add("--n,--num-samples", &parsed.draws, "draws", 1, 1000);
  flags.Add("--tasks", &parsed.list, "list");
  flags.AddSwitch("--on", &parsed.on, "switch");
  flags.AddChoice("--mode", &parsed.mode, "choice", {"a", "b"});
  flags.AddBytes("--kv-memory", &parsed.bytes, "bytes");
  flags.AddPositional("WORDS", &parsed.words, "words", 0);
  auto result = flags.Parse(arguments);
  if (!result) {
    parsed.error = result.error().message;
  } else {
    parsed.help = !*result;
  }
  return parsed;
}

TEST(FlagsTest, ReadsEveryKind) {
  const Parsed p =
      ParseAll({"--model-name", "x y", "--count=-4", "--top-p", "0.5", "--n", "7", "--tasks", "a,b",
                "--tasks", "c:d", "--on", "--mode", "b", "--kv-memory", "3K", "one", "two"});
  EXPECT_EQ(p.error, "");
  EXPECT_EQ(p.text, "x y");
  EXPECT_EQ(p.count, -4);
  EXPECT_EQ(p.share, 0.5);
  EXPECT_EQ(p.draws, 7);
  EXPECT_EQ(p.list, (std::vector<std::string>{"a", "b", "c:d"}));
  EXPECT_EQ(p.words, (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(p.on);
  EXPECT_EQ(p.mode, "b");
  EXPECT_EQ(p.bytes, 3072u);
}

TEST(FlagsTest, KnowsBothSpellings) {
  EXPECT_EQ(ParseAll({"--model_name", "snake_case_stays", "--top_p=0.25"}).text,
            "snake_case_stays");
  EXPECT_EQ(ParseAll({"--num_samples=2"}).draws, 2);
  EXPECT_EQ(ParseAll({"-m", "short"}).text, "short");
  EXPECT_EQ(NormaliseFlagSpelling({"--a_b=c_d", "e_f", "--", "--g_h"}),
            (std::vector<std::string>{"--a-b=c_d", "e_f", "--", "--g_h"}));
}

TEST(FlagsTest, RefusesWithTheReason) {
  const struct {
    std::vector<std::string> arguments;
    const char* wanted;
  } cases[] = {
      {{"--tpo-p", "1"}, "did you mean \"--top-p\"?"},
      {{"--top-p", "1.5"}, "from 0 to 1, not \"1.5\""},
      {{"--top-p", "nan"}, "not \"nan\""},
      {{"--top-p", "0x1p-1"}, "not \"0x1p-1\""},
      {{"--count", "0x10"}, "not \"0x10\""},
      {{"--count", "101"}, "from -5 to 100"},
      {{"--count", "1e3"}, "not \"1e3\""},
      {{"--count", "99999999999999999999"}, "from -5 to 100"},
      {{"--count", "-"}, "not \"-\""},
      {{"--n", "0"}, "from 1 to 1000"},
      {{"--mode", "c"}, "a|b, not \"c\""},
      {{"--kv-memory", "12Q"}, "512M"},
      {{"--kv-memory", "99999999999999999999T"}, "512M"},
      {{"--count"}, "--count"},
      {{"--on=maybe"}, "--on"},
  };
  for (const auto& c : cases) {
    const Parsed p = ParseAll(c.arguments);
    EXPECT_NE(p.error.find(c.wanted), std::string::npos) << c.arguments[0] << ": " << p.error;
  }
}

TEST(FlagsTest, EnvironmentTwinsAreReadAndLoseToTheCommandLine) {
  ASSERT_EQ(::setenv("RBENCH_TOP_P", "0.75", 1), 0);
  ASSERT_EQ(::setenv("RBENCH_ON", "true", 1), 0);
  EXPECT_EQ(ParseAll({}).share, 0.75);
  EXPECT_TRUE(ParseAll({}).on);
  EXPECT_EQ(ParseAll({"--top-p", "0.5"}).share, 0.5);
  ASSERT_EQ(::setenv("RBENCH_TOP_P", "2", 1), 0);
  EXPECT_NE(ParseAll({}).error, "");
  ::unsetenv("RBENCH_TOP_P");
  ::unsetenv("RBENCH_ON");
}

TEST(FlagsTest, HelpIsAskedForAnywhere) {
  EXPECT_TRUE(ParseAll({"--help"}).help);
  EXPECT_TRUE(ParseAll({"--count", "7", "-h"}).help);
}

TEST(FlagsTest, BytesHaveUnits) {
  EXPECT_EQ(*ParseBytes("0"), 0u);
  EXPECT_EQ(*ParseBytes("7"), 7u);
  EXPECT_EQ(*ParseBytes("2k"), 2048u);
  EXPECT_EQ(*ParseBytes("512MiB"), uint64_t{512} << 20);
  EXPECT_EQ(*ParseBytes("3GB"), uint64_t{3} << 30);
  for (const char* bad : {"", "G", "-1", "1.5G", "1X", "18446744073709551616"})
    EXPECT_FALSE(ParseBytes(bad)) << bad;
}

}  // namespace
}  // namespace rbench
