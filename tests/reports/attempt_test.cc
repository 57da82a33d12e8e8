#include "reports/attempt.h"

#include <cstdlib>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/philox.h"
#include "base/utf8.h"

namespace rbench {
namespace {

Attempt Example() {
  Attempt attempt;
  attempt.id = {"arith:easy", "00ff00ff00ff00ff", 3};
  attempt.prompt_sha256 = "abc";
  attempt.completion.text = "<think>x</think>\n\\boxed{7}";
  attempt.completion.finish_reason = FinishReason::kStop;
  attempt.completion.think_span = ThinkSpan{0, 16, true};
  attempt.completion.usage = {10, 20, 5};
  attempt.verdict.outcome = Outcome::kCorrect;
  attempt.verdict.score = 1;
  attempt.verdict.extracted = "7";
  attempt.verdict.span = {24, 25};
  attempt.verdict.rule = "boxed";
  attempt.verdict.reason = "equal";
  attempt.verdict.grader = "number/1/deadbeef";
  attempt.timings = {0.5, 1.25, 0.000001};
  return attempt;
}

std::string Line(const Attempt& attempt) {
  std::string line;
  AppendAttemptJson(attempt, line);
  return line;
}

TEST(AttemptJson, TheFrozenLine) {
  EXPECT_EQ(
      Line(Example()),
      R"({"id":{"task":"arith:easy","problem":"00ff00ff00ff00ff","draw":3},"prompt_sha256":"abc",)"
      R"("completion":{"text":"<think>x</think>\n\\boxed{7}","finish_reason":"stop",)"
      R"("think_span":{"begin":0,"end":16,"closed":true},)"
      R"("usage":{"prompt_tokens":10,"completion_tokens":20,"thinking_tokens":5}},)"
      R"("verdict":{"outcome":"correct","score":1.0,"extracted":"7","span":[24,25],"rule":"boxed",)"
      R"("reason":"equal","grader":"number/1/deadbeef"},)"
      R"("timings":{"queued_s":0.5,"running_s":1.25,"graded_s":1e-06}})");
}

// Random text: control characters, quotes, all of Unicode, and sometimes bytes that are not UTF-8.
std::string RandomText(PhiloxStream& random, bool valid) {
  std::string text;
  const int64_t length = random.NextInRange(0, 30);
  for (int64_t i = 0; i < length; ++i) {
    switch (random.NextBelow(valid ? 4 : 5)) {
      case 0:
        text += static_cast<char>(random.NextBelow(0x80));
        break;
      case 1:
        text += "\"\\\n\t\r\b\f/"[random.NextBelow(8)];
        break;
      case 2:
        AppendUtf8(static_cast<char32_t>(0xE000 + random.NextBelow(0x1000)), text);
        break;
      case 3:
        AppendUtf8(static_cast<char32_t>(0x10000 + random.NextBelow(0x10000)), text);
        break;
      default:
        text += static_cast<char>(0x80 + random.NextBelow(0x80));
        break;
    }
  }
  return text;
}

Attempt RandomAttempt(PhiloxStream& random) {
  Attempt attempt;
  attempt.id = {RandomText(random, true), RandomText(random, true),
                static_cast<int>(random.NextInRange(0, std::numeric_limits<int>::max()))};
  attempt.prompt_sha256 = RandomText(random, true);
  Completion& completion = attempt.completion;
  completion.text = RandomText(random, true);
  completion.finish_reason = static_cast<FinishReason>(random.NextBelow(7));
  if (random.NextBelow(2) == 0) {
    const size_t end = random.NextBelow(completion.text.size() + 1);
    completion.think_span = ThinkSpan{random.NextBelow(end + 1), end, random.NextBelow(2) == 0};
  }
  completion.forced_think_end = random.NextBelow(2) == 0;
  completion.usage = {static_cast<int>(random.NextBelow(1000)), 7, 3};
  completion.weights_version = random.NextBelow(3);
  completion.error = RandomText(random, true);
  Verdict& verdict = attempt.verdict;
  verdict.outcome = static_cast<Outcome>(random.NextBelow(5));
  if (verdict.outcome != Outcome::kUngraded) verdict.score = random.NextUniform();
  verdict.extracted = RandomText(random, true);
  if (random.NextBelow(2) == 0) verdict.span = {random.NextBelow(5), 5 + random.NextBelow(5)};
  verdict.rule = RandomText(random, true);
  verdict.reason = RandomText(random, true);
  verdict.grader = RandomText(random, true);
  for (uint64_t i = random.NextBelow(3); i > 0; --i)
    verdict.tags.push_back(RandomText(random, true));
  if (random.NextBelow(3) == 0) verdict.detail = Json{{"tests", {1, 2.5, "x", nullptr}}};
  return attempt;
}

TEST(AttemptJson, RoundTripsAndAgreesWithTheGeneralWriter) {
  JsonLineParser parser;
  for (uint64_t seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE(seed);
    PhiloxStream random(PhiloxKeyFor(seed, "attempt"));
    const Attempt attempt = RandomAttempt(random);
    const std::string line = Line(attempt);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto general = ParseJson(line);
    ASSERT_TRUE(general) << general.error().message;
    EXPECT_EQ(DumpJson((*general)["verdict"]), DumpJson(VerdictToJson(attempt.verdict)));
    EXPECT_EQ((*general)["completion"]["text"], attempt.completion.text);

    const auto view = parser.Parse(line);
    ASSERT_TRUE(view) << view.error().message;
    const auto back = AttemptFromJson(*view);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->id, attempt.id);
    EXPECT_EQ(back->completion.think_span, attempt.completion.think_span);
    EXPECT_EQ(back->verdict.score, attempt.verdict.score);
    EXPECT_EQ(Line(*back), line);
  }
}

TEST(AttemptJson, BytesThatAreNoTextBecomeReplacementCharacters) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    PhiloxStream random(PhiloxKeyFor(seed, "bytes"));
    const std::string text = RandomText(random, false);
    std::string json;
    AppendJsonString(text, json);
    const auto parsed = ParseJson(json);
    ASSERT_TRUE(parsed) << seed;
    EXPECT_EQ(parsed->get<std::string>(), SanitizeUtf8(text)) << seed;
  }
}

TEST(AttemptJson, DoublesRoundTrip) {
  for (const double value : {0.0, -0.0, 1.0, 0.1, 1e300, 5e-324, 123456789.0, 1e22, -2.5}) {
    std::string text;
    AppendJsonDouble(value, text);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    EXPECT_NE(text.find_first_of(".e"), std::string::npos) << text;
  }
  std::string text;
  AppendJsonDouble(std::numeric_limits<double>::quiet_NaN(), text);
  AppendJsonDouble(std::numeric_limits<double>::infinity(), text);
  EXPECT_EQ(text, "nullnull");
}

// Every line with one member taken away or of another type is refused or still a valid attempt;
// never a crash.
TEST(AttemptJson, MissingMembersAreNamed) {
  struct Row {
    const char* from;
    const char* to;
    const char* said;
  };
  const Row rows[] = {
      {"\"draw\":3", "\"draw\":-1", "draw"},
      {"\"draw\":3", "\"draw\":3000000000", "draw"},
      {"\"draw\":3", "\"draw\":\"3\"", "draw"},
      {"\"problem\"", "\"problme\"", "problem"},
      {"\"prompt_sha256\":\"abc\"", "\"prompt_sha256\":1", "prompt_sha256"},
      {"\"finish_reason\":\"stop\"", "\"finish_reason\":\"stopp\"", "stopp"},
      {"\"end\":16", "\"end\":1600", "think_span"},
      {"\"begin\":0", "\"begin\":17", "think_span"},
      {"\"outcome\":\"correct\"", "\"outcome\":\"right\"", "right"},
      {"\"score\":1.0", "\"score\":1.5", "score"},
      {"\"score\":1.0", "\"score\":null", "score"},
      {"\"span\":[24,25]", "\"span\":[24]", "span"},
      {"\"span\":[24,25]", "\"span\":[25,24]", "span"},
      {"\"usage\":{\"prompt_tokens\":10", "\"usage\":{\"prompt_tokens\":1.5", "prompt_tokens"},
      {"\"verdict\":", "\"verdicts\":", "verdict"},
  };
  JsonLineParser parser;
  for (const Row& row : rows) {
    std::string line = Line(Example());
    const size_t at = line.find(row.from);
    ASSERT_NE(at, std::string::npos) << row.from;
    line.replace(at, std::string(row.from).size(), row.to);
    const auto view = parser.Parse(line);
    ASSERT_TRUE(view) << view.error().message;
    const auto attempt = AttemptFromJson(*view);
    ASSERT_FALSE(attempt) << row.to;
    EXPECT_NE(attempt.error().message.find(row.said), std::string::npos) << attempt.error().message;
  }
}

}  // namespace
}  // namespace rbench
