#include "models/engine/scripted_engine.h"

#include <atomic>

#include <gtest/gtest.h>

#include "models/engine/check_engine.h"

namespace rbench {
namespace {

GenerateRequest Request(const Engine& engine, std::string_view text, int draw = 0) {
  Prompt prompt;
  prompt.text = text;
  GenerateRequest request;
  request.prompt = std::make_shared<const RenderedPrompt>(*engine.Render(prompt));
  request.problem = text;
  request.draw = draw;
  return request;
}

ScriptedAnswer Echo(const GenerateRequest& request) {
  return {"<think>" + request.prompt->text + "</think>answer " + std::to_string(request.draw),
          FinishReason::kStop};
}

TEST(ScriptedEngineTest, AnswersFromTheScript) {
  for (int threads : {0, 3}) {
    ScriptedEngine engine(Echo, {.threads = threads, .token_arrays = true});
    std::atomic<int> right = 0;
    for (int draw = 0; draw < 50; ++draw) {
      ASSERT_TRUE(engine.Submit(Request(engine, "what", draw), [&, draw](GenerateResult result) {
        const Completion& c = result.completion;
        const std::string want = "<think>what</think>answer " + std::to_string(draw);
        if (c.text == want && c.tokens.size() == want.size() && c.logprobs.size() == want.size() &&
            c.finish_reason == FinishReason::kStop && c.think_span && c.think_span->closed &&
            c.usage.thinking_tokens == 19) {
          ++right;
        }
      }));
    }
    engine.Drain();
    EXPECT_EQ(right, 50);
    EXPECT_EQ(engine.stats().steps, 50u);
  }
}

TEST(ScriptedEngineTest, LimitsAndStops) {
  ScriptedEngine engine([](const GenerateRequest&) {
    return ScriptedAnswer{"one two three", FinishReason::kStop};
  });
  Completion c;
  const auto run = [&](auto change) {
    GenerateRequest request = Request(engine, "p");
    change(request.sampling);
    ASSERT_TRUE(
        engine.Submit(std::move(request), [&](GenerateResult r) { c = std::move(r.completion); }));
  };
  run([](SamplingParams& p) { p.max_new_tokens = 5; });
  EXPECT_EQ(c.text, "one t");
  EXPECT_EQ(c.finish_reason, FinishReason::kLength);
  run([](SamplingParams& p) { p.stop = {" t"}; });
  EXPECT_EQ(c.text, "one");
  EXPECT_EQ(c.finish_reason, FinishReason::kStop);
  GenerateRequest bad = Request(engine, "p");
  bad.sampling.top_p = 0;
  EXPECT_FALSE(engine.Submit(std::move(bad), [](GenerateResult) {}));
}

TEST(ScriptedEngineTest, CallbacksMaySubmit) {
  ScriptedEngine engine(Echo, {.threads = 2});
  std::atomic<int> ended = 0;
  std::function<void(GenerateResult)> again = [&](GenerateResult) {
    if (++ended < 30) {
      ASSERT_TRUE(engine.Submit(Request(engine, "x"), again));
    }
  };
  ASSERT_TRUE(engine.Submit(Request(engine, "x"), again));
  engine.Drain();
  EXPECT_EQ(ended, 30);
}

TEST(CheckEngineTest, PassesOnWhatAgreesAndReportsWhatDiffers) {
  ScriptedEngine a(Echo, {.token_arrays = true});
  ScriptedEngine same(Echo, {.threads = 1, .token_arrays = true});
  ScriptedEngine other(
      [](const GenerateRequest& request) {
        ScriptedAnswer answer = Echo(request);
        if (request.draw == 3) answer.text[8] = 'X';
        if (request.draw == 4) answer.finish_reason = FinishReason::kLength;
        return answer;
      },
      {.token_arrays = true});
  CheckEngine agrees(a, same);
  std::vector<Completion> results(6);
  for (int draw = 0; draw < 6; ++draw) {
    ASSERT_TRUE(agrees.Submit(Request(agrees, "what", draw), [&, draw](GenerateResult r) {
      results[static_cast<size_t>(draw)] = std::move(r.completion);
    }));
  }
  agrees.Drain();
  for (const Completion& c : results) EXPECT_EQ(c.finish_reason, FinishReason::kStop);
  CheckEngine differs(a, other);
  for (int draw = 0; draw < 6; ++draw) {
    ASSERT_TRUE(differs.Submit(Request(differs, "what", draw), [&, draw](GenerateResult r) {
      results[static_cast<size_t>(draw)] = std::move(r.completion);
    }));
  }
  differs.Drain();
  EXPECT_EQ(results[2].finish_reason, FinishReason::kStop);
  EXPECT_EQ(results[3].finish_reason, FinishReason::kError);
  EXPECT_EQ(results[3].error, "the two engines differ: token 8 is 104 and 88");
  EXPECT_EQ(results[4].error, "the two engines differ: finish reason stop and length");
}

}  // namespace
}  // namespace rbench
