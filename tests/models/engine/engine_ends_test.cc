#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "tests/models/engine/engine_runs.h"

// How completions end, and what is refused.

namespace rbench {
namespace {

EngineJob Sampled(int prompt_tokens, int max_new_tokens) {
  EngineJob job;
  job.prompt = TinyPrompt(prompt_tokens, 3);
  job.sampling.temperature = 1;
  job.sampling.max_new_tokens = max_new_tokens;
  job.sampling.repetition_stop = false;
  return job;
}

GenerateResult RunOne(Engine& engine, const EngineJob& job) {
  return RunJobs(engine, {job}).front();
}

std::string TextOf(const CpuEngine& engine, const std::vector<TokenId>& tokens, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += *engine.tokenizer().TokenBytes(tokens[i]);
  return text;
}

TEST(EngineEndsTest, MaxTokens) {
  const auto engine = StartEngine(OpenTiny());
  const GenerateResult result = RunOne(*engine, Sampled(5, 12));
  const Completion& c = result.completion;
  // Unless a stop id came by chance, which this seed does not draw.
  EXPECT_EQ(c.finish_reason, FinishReason::kLength);
  EXPECT_EQ(c.tokens.size(), 12u);
  EXPECT_EQ(c.logprobs.size(), 12u);
  EXPECT_EQ(c.raw_logprobs.size(), 12u);
  EXPECT_EQ(c.usage.prompt_tokens, 5);
  EXPECT_EQ(c.usage.completion_tokens, 12);
  EXPECT_EQ(c.text, TextOf(*engine, c.tokens, 12));
  for (size_t i = 0; i < 12; ++i) EXPECT_NEAR(c.logprobs[i], c.raw_logprobs[i], 1e-5);
}

TEST(EngineEndsTest, ContextFull) {
  TinyModelOptions model = SpreadModel();
  model.max_context = 40;
  const auto engine = StartEngine(OpenTiny(model));
  const GenerateResult result = RunOne(*engine, Sampled(30, 100));
  EXPECT_EQ(result.completion.finish_reason, FinishReason::kContextFull);
  EXPECT_EQ(result.completion.tokens.size(), 10u);
  EXPECT_EQ(RunOne(*engine, Sampled(30, 10)).completion.finish_reason, FinishReason::kLength);
}

TEST(EngineEndsTest, PromptTooLong) {
  TinyModelOptions model = SpreadModel();
  model.max_context = 40;
  const auto engine = StartEngine(OpenTiny(model));
  for (int length : {40, 41, 400}) {
    const GenerateResult result = RunOne(*engine, Sampled(length, 5));
    EXPECT_EQ(result.completion.finish_reason, FinishReason::kPromptTooLong);
    EXPECT_TRUE(result.completion.tokens.empty());
    EXPECT_EQ(result.completion.usage.prompt_tokens, length);
  }
  EXPECT_EQ(RunOne(*engine, Sampled(39, 5)).completion.tokens.size(), 1u);
}

TEST(EngineEndsTest, StopIdIsATokenButNoText) {
  Checkpoint checkpoint = OpenTiny();
  const GenerateResult free_run = RunOne(*StartEngine(OpenTiny()), Sampled(5, 12));
  const std::vector<TokenId>& tokens = free_run.completion.tokens;
  checkpoint.stop_ids = {tokens[7]};
  const size_t first =
      static_cast<size_t>(std::find(tokens.begin(), tokens.end(), tokens[7]) - tokens.begin());
  const auto engine = StartEngine(std::move(checkpoint));
  const Completion c = RunOne(*engine, Sampled(5, 12)).completion;
  EXPECT_EQ(c.finish_reason, FinishReason::kStop);
  ASSERT_EQ(c.tokens.size(), first + 1);
  EXPECT_EQ(c.tokens.back(), tokens[7]);
  EXPECT_EQ(c.text, TextOf(*engine, c.tokens, first));
  EXPECT_EQ(c.usage.completion_tokens, static_cast<int>(first) + 1);
}

TEST(EngineEndsTest, StopStringEndsTheTextBeforeIt) {
  const auto engine = StartEngine(OpenTiny());
  const Completion free_run = RunOne(*engine, Sampled(5, 30)).completion;
  // A string that begins inside one token and ends inside another.
  for (size_t begin : {size_t{1}, size_t{4}, size_t{9}}) {
    EngineJob job = Sampled(5, 30);
    const std::string stop = free_run.text.substr(begin, 6);
    job.sampling.stop = {"never found", stop};
    std::string streamed;
    std::shared_ptr<RenderedPrompt> prompt = std::make_shared<RenderedPrompt>();
    prompt->tokens = job.prompt;
    Completion c;
    ASSERT_TRUE(engine->Submit(
        {prompt, job.problem, 0, job.sampling, false},
        [&](GenerateResult r) { c = std::move(r.completion); },
        [&](std::string_view text) { streamed += text; }));
    engine->Drain();
    const size_t at = free_run.text.find(stop);
    EXPECT_EQ(c.finish_reason, FinishReason::kStop);
    EXPECT_EQ(c.text, free_run.text.substr(0, at));
    EXPECT_EQ(streamed, SanitizeUtf8(c.text));
    ASSERT_LE(c.tokens.size(), free_run.tokens.size());
    EXPECT_TRUE(std::equal(c.tokens.begin(), c.tokens.end(), free_run.tokens.begin()));
    EXPECT_GE(TextOf(*engine, c.tokens, c.tokens.size()).size(), at + stop.size());
    EXPECT_LT(TextOf(*engine, c.tokens, c.tokens.size() - 1).size(), at + stop.size());
  }
}

TEST(EngineEndsTest, StreamedTextIsWholeCharactersAndComplete) {
  const auto engine = StartEngine(OpenTiny());
  for (int draw = 0; draw < 6; ++draw) {
    EngineJob job = Sampled(4, 60);
    std::vector<std::string> pieces;
    auto prompt = std::make_shared<RenderedPrompt>();
    prompt->tokens = job.prompt;
    Completion c;
    ASSERT_TRUE(engine->Submit(
        {prompt, "p", draw, job.sampling, false},
        [&](GenerateResult r) { c = std::move(r.completion); },
        [&](std::string_view text) { pieces.emplace_back(text); }));
    engine->Drain();
    std::string all;
    for (const std::string& piece : pieces) {
      EXPECT_TRUE(IsValidUtf8(piece));
      EXPECT_FALSE(piece.empty());
      all += piece;
    }
    EXPECT_EQ(all, SanitizeUtf8(c.text));
  }
}

TEST(EngineEndsTest, RepetitionEndsALoop) {
  TinyModelOptions model;  // tied embeddings: loops at once when greedy
  model.max_context = 2048;
  const auto engine = StartEngine(OpenTiny(model));
  EngineJob job = Sampled(5, 1500);
  job.sampling.temperature = 0;
  job.sampling.repetition_stop = true;
  const Completion c = RunOne(*engine, job).completion;
  ASSERT_EQ(c.finish_reason, FinishReason::kRepetition);
  EXPECT_LT(c.tokens.size(), 1500u);
  job.sampling.repetition_stop = false;
  job.sampling.max_new_tokens = static_cast<int>(c.tokens.size()) + 20;
  const Completion longer = RunOne(*engine, job).completion;
  EXPECT_EQ(longer.finish_reason, FinishReason::kLength);
  EXPECT_EQ(longer.tokens.size(), c.tokens.size() + 20);
}

TEST(EngineEndsTest, ThinkingBudgetForcesTheClosingTag) {
  const auto engine = StartEngine(OpenTiny());
  EngineJob job = Sampled(5, 60);
  job.opens_think = true;
  const Completion open = RunOne(*engine, job).completion;
  ASSERT_TRUE(open.think_span);
  EXPECT_FALSE(open.think_span->closed);
  EXPECT_FALSE(open.forced_think_end);
  EXPECT_EQ(open.usage.thinking_tokens, 60);
  for (int budget : {0, 1, 10}) {
    job.sampling.thinking_budget = budget;
    const Completion c = RunOne(*engine, job).completion;
    EXPECT_TRUE(c.forced_think_end);
    const size_t tag = c.text.find("</think>");
    ASSERT_NE(tag, std::string::npos);
    ASSERT_TRUE(c.think_span);
    EXPECT_TRUE(c.think_span->closed);
    EXPECT_EQ(c.think_span->end, tag + 8);
    EXPECT_EQ(IncompleteUtf8Suffix(std::string_view(c.text).substr(0, tag)), 0u);
    // Up to the tag nothing changed.
    size_t same = 0;
    while (same < 60 && c.tokens[same] == open.tokens[same]) ++same;
    EXPECT_GE(static_cast<int>(same), budget);
    EXPECT_LE(static_cast<int>(same), budget + 3);
    EXPECT_EQ(c.logprobs[same], 0.0f);
    EXPECT_LT(c.raw_logprobs[same], 0.0f);
    EXPECT_EQ(c.tokens.size(), 60u);
  }
  job.opens_think = false;
  EXPECT_FALSE(RunOne(*engine, job).completion.forced_think_end);
}

TEST(EngineEndsTest, BadRequestsAreRefused) {
  CpuEngineOptions options;
  const Checkpoint probe = OpenTiny();
  options.kv_memory_bytes = 6 * KvPages::PageBytes(probe.spec);
  const auto engine = StartEngine(OpenTiny(), options);
  const auto submit = [&](std::vector<TokenId> tokens, const SamplingParams& params) {
    auto prompt = std::make_shared<RenderedPrompt>();
    prompt->tokens = std::move(tokens);
    return engine->Submit({prompt, "p", 0, params, false},
                          [](GenerateResult) { FAIL() << "called"; });
  };
  SamplingParams params;
  params.max_new_tokens = 10;
  EXPECT_FALSE(submit({}, params));
  EXPECT_FALSE(submit({1, -1}, params));
  EXPECT_FALSE(submit({1, probe.spec.vocab_size}, params));
  EXPECT_FALSE(engine->Submit({nullptr, "p", 0, params, false}, [](GenerateResult) {}));
  params.top_p = 2;
  EXPECT_FALSE(submit({1}, params));
  params.top_p = 1;
  // 97 stored tokens are 7 pages, one more than there are.
  params.max_new_tokens = 28;
  const Status refused = submit(TinyPrompt(70, 1), params);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceExhausted);
  EXPECT_NE(refused.error().message.find("MiB"), std::string::npos) << refused.error().message;
  EngineJob fits;
  fits.prompt = TinyPrompt(70, 1);
  fits.sampling.max_new_tokens = 27;
  fits.sampling.repetition_stop = false;
  EXPECT_EQ(RunJobs(*engine, {fits, fits, fits}).size(), 3u);
  EXPECT_EQ(engine->stats().peak_kv_bytes, options.kv_memory_bytes);
}

TEST(EngineEndsTest, OptionsOutOfRangeAreErrors) {
  const auto fails = [](auto change, std::string_view name) {
    CpuEngineOptions options;
    change(options);
    const auto engine = CpuEngine::Create(OpenTiny(), options);
    ASSERT_FALSE(engine) << name;
    EXPECT_NE(engine.error().message.find(name), std::string::npos) << engine.error().message;
  };
  fails([](CpuEngineOptions& o) { o.threads = 0; }, "threads");
  fails([](CpuEngineOptions& o) { o.max_batch = 0; }, "max_batch");
  fails([](CpuEngineOptions& o) { o.prefill_chunk = 100; }, "prefill_chunk");
  fails([](CpuEngineOptions& o) { o.max_context = -1; }, "max_context");
  fails([](CpuEngineOptions& o) { o.kernel_target = "sse2"; }, "sse2");
  fails([](CpuEngineOptions& o) { o.kv_memory_bytes = 100; }, "KV memory");
}

TEST(EngineEndsTest, LogitsThatAreNoNumbersEndWithAnError) {
  Checkpoint checkpoint = OpenTiny();
  std::vector<float> norm(static_cast<size_t>(checkpoint.spec.hidden_size), std::nanf(""));
  checkpoint.weights.output_norm.bytes = std::as_bytes(std::span<const float>(norm));
  const auto engine = StartEngine(std::move(checkpoint));
  const Completion c = RunOne(*engine, Sampled(5, 12)).completion;
  EXPECT_EQ(c.finish_reason, FinishReason::kError);
  EXPECT_NE(c.error.find("finite"), std::string::npos);
}

TEST(EngineEndsTest, CancelEndsEverythingAndLaterRequestsRun) {
  TinyModelOptions model = SpreadModel();
  model.max_context = 4000;
  CpuEngineOptions options;
  options.max_batch = 3;
  Checkpoint checkpoint = OpenTiny(model);
  checkpoint.stop_ids.clear();
  const auto engine = StartEngine(std::move(checkpoint), options);
  std::mutex mutex;
  int cancelled = 0;
  std::atomic<bool> running = false;
  for (int i = 0; i < 8; ++i) {
    auto prompt = std::make_shared<RenderedPrompt>();
    prompt->tokens = TinyPrompt(20, i);
    SamplingParams params = Sampled(1, 3900).sampling;
    ASSERT_TRUE(engine->Submit(
        {prompt, "p", i, params, false},
        [&](GenerateResult r) {
          std::lock_guard lock(mutex);
          cancelled += r.completion.finish_reason == FinishReason::kCancelled ? 1 : 0;
        },
        [&](std::string_view) { running = true; }));
  }
  while (!running) std::this_thread::yield();
  engine->CancelAll();
  EXPECT_EQ(cancelled, 8);
  engine->Drain();
  engine->CancelAll();  // nothing to cancel
  EXPECT_EQ(RunOne(*engine, Sampled(5, 12)).completion.finish_reason, FinishReason::kLength);
}

TEST(EngineEndsTest, DestructionCancels) {
  int cancelled = 0;
  {
    TinyModelOptions model = SpreadModel();
    model.max_context = 4000;
    Checkpoint checkpoint = OpenTiny(model);
    checkpoint.stop_ids.clear();
    const auto engine = StartEngine(std::move(checkpoint));
    auto prompt = std::make_shared<RenderedPrompt>();
    prompt->tokens = TinyPrompt(20, 1);
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(
          engine->Submit({prompt, "p", i, Sampled(1, 3900).sampling, false}, [&](GenerateResult r) {
            cancelled += r.completion.finish_reason == FinishReason::kCancelled ? 1 : 0;
          }));
    }
  }
  EXPECT_EQ(cancelled, 3);
}

TEST(EngineEndsTest, CallbacksMaySubmitAndDrainWaitsForThem) {
  const auto engine = StartEngine(OpenTiny());
  auto prompt = std::make_shared<RenderedPrompt>();
  prompt->tokens = TinyPrompt(9, 1);
  int ended = 0;
  std::function<void(GenerateResult)> again = [&](GenerateResult) {
    if (++ended < 20) {
      ASSERT_TRUE(engine->Submit({prompt, "p", ended, Sampled(1, 2).sampling, false}, again));
    }
  };
  ASSERT_TRUE(engine->Submit({prompt, "p", 0, Sampled(1, 2).sampling, false}, again));
  engine->Drain();
  EXPECT_EQ(ended, 20);
}

TEST(EngineEndsTest, ManyThreadsSubmit) {
  const auto engine = StartEngine(OpenTiny());
  auto prompt = std::make_shared<RenderedPrompt>();
  prompt->tokens = TinyPrompt(9, 1);
  std::atomic<int> ended = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const Status status =
            engine->Submit({prompt, "p", t * 10 + i, Sampled(1, 3).sampling, i % 2 == 0},
                           [&](GenerateResult) { ++ended; });
        EXPECT_TRUE(status);
        (void)engine->stats();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  engine->Drain();
  EXPECT_EQ(ended, 40);
}

TEST(EngineEndsTest, PromptScores) {
  const auto engine = StartEngine(OpenTiny());
  EngineJob job = Sampled(20, 2);
  job.score_prompt = true;
  const GenerateResult result = RunOne(*engine, job);
  ASSERT_EQ(result.prompt_logprobs.size(), 20u);
  EXPECT_EQ(result.prompt_logprobs[0], 0);
  for (size_t i = 1; i < 20; ++i) EXPECT_LT(result.prompt_logprobs[i], 0);
  job.score_prompt = false;
  EXPECT_TRUE(RunOne(*engine, job).prompt_logprobs.empty());
}

}  // namespace
}  // namespace rbench
