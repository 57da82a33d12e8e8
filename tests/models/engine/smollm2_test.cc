#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "base/json.h"
#include "models/engine/repetition_detector.h"
#include "tests/models/engine/engine_runs.h"
#include "tests/support/test_data.h"

// The embedded model against the outputs of an independent implementation in float32.

namespace rbench {
namespace {

std::vector<Json> ReferenceRows() {
  std::vector<Json> rows;
  std::ifstream file(TestDataDirectory() + "/model_reference/smollm2_135m_instruct_q4_1.jsonl");
  for (std::string line; std::getline(file, line);) rows.push_back(Json::parse(line));
  return rows;
}

std::unique_ptr<CpuEngine> OpenModel(const CpuEngineOptions& options) {
  Result<Checkpoint> checkpoint = OpenGguf(ModelPath());
  if (!checkpoint) ADD_FAILURE() << checkpoint.error().message;
  return StartEngine(std::move(checkpoint).value(), options);
}

Prompt PromptOf(const Json& row) {
  Prompt prompt;
  if (row.contains("question")) {
    prompt.messages = {{"user", row["question"].get<std::string>()}};
  } else {
    prompt.text = row["rendered"].get<std::string>();
    prompt.trusted = true;
  }
  return prompt;
}

// The first position at which the reference's two best tokens are closer than `gap`, or the length.
size_t FirstNearTie(const Json& row, double gap) {
  const Json& best = row["greedy_top5"];
  for (size_t i = 0; i < best.size(); ++i) {
    if (best[i][0][1].get<double>() - best[i][1][1].get<double>() < gap) return i;
  }
  return best.size();
}

TEST(SmolLm2Test, ReferenceRows) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  RBENCH_REQUIRE_TEST_DATA(ModelPath());
  const std::vector<Json> rows = ReferenceRows();
  ASSERT_EQ(rows.size(), 13u);
  CpuEngineOptions options;
  options.threads = 2;
  const auto engine = OpenModel(options);
  EXPECT_TRUE(engine->warnings().empty()) << engine->warnings().front();
  std::vector<EngineJob> jobs;
  for (const Json& row : rows) {
    const Result<RenderedPrompt> prompt = engine->Render(PromptOf(row));
    ASSERT_TRUE(prompt) << prompt.error().message;
    EXPECT_EQ(prompt->text, row["rendered"].get<std::string>());
    EXPECT_EQ(prompt->tokens, row["prompt_tokens"].get<std::vector<TokenId>>());
    EngineJob job;
    job.prompt = prompt->tokens;
    job.score_prompt = true;
    job.sampling.max_new_tokens = static_cast<int>(row["greedy_tokens"].size());
    jobs.push_back(std::move(job));
  }
  const std::vector<GenerateResult> results = RunJobs(*engine, jobs);
  double worst = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const Json& want = rows[i]["prompt_logprobs"];
    ASSERT_EQ(results[i].prompt_logprobs.size(), want.size());
    for (size_t t = 1; t < want.size(); ++t) {
      const double error =
          std::abs(static_cast<double>(results[i].prompt_logprobs[t]) - want[t].get<double>());
      ASSERT_LE(error, 2e-3) << "row " << i << " token " << t;
      worst = std::max(worst, error);
    }
    const auto greedy = rows[i]["greedy_tokens"].get<std::vector<TokenId>>();
    const std::vector<TokenId>& got = results[i].completion.tokens;
    const size_t compared = std::min(FirstNearTie(rows[i], 2e-3), greedy.size());
    ASSERT_GE(got.size(), compared) << "row " << i;
    for (size_t t = 0; t < compared; ++t)
      ASSERT_EQ(got[t], greedy[t]) << "row " << i << " token " << t;
  }
  RecordProperty("largest_logprob_error", std::to_string(worst));
  std::printf("largest difference of a prompt log-probability: %.2e\n", worst);
}

TEST(SmolLm2Test, BatchThreadsAndTargetsChangeNothing) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  RBENCH_REQUIRE_TEST_DATA(ModelPath());
  const std::vector<Json> rows = ReferenceRows();
  std::vector<EngineJob> jobs;
  for (size_t i = 0; i < 3; ++i) {
    for (int draw = 0; draw < 3; ++draw) {
      EngineJob job;
      job.prompt = rows[i]["prompt_tokens"].get<std::vector<TokenId>>();
      job.problem = std::to_string(i);
      job.draw = draw;
      job.sampling.temperature = draw == 0 ? 0 : 0.8;
      job.sampling.top_p = draw == 1 ? 0.9 : 1;
      job.sampling.max_new_tokens = 10;
      jobs.push_back(std::move(job));
    }
  }
  std::vector<GenerateResult> want;
  for (const std::string& target : AvailableKernelTargets()) {
    if (target == "scalar") continue;  // minutes; the tiny models cover it
    for (int threads : {1, 2}) {
      CpuEngineOptions options;
      options.kernel_target = target;
      options.threads = threads;
      options.max_batch = threads == 1 ? 2 : 64;
      const auto engine = OpenModel(options);
      const std::vector<GenerateResult> got = RunJobs(*engine, jobs);
      if (want.empty()) want = got;
      ExpectSameResults(got, want, target + " threads " + std::to_string(threads));
    }
  }
}

// How many of a file's texts the detector takes for loops.
int CountLoops(const Tokenizer& tokenizer, const std::string& name, int& texts) {
  int loops = 0;
  std::ifstream file(TestDataDirectory() + "/model_outputs_math/" + name);
  for (std::string line; std::getline(file, line);) {
    const Json row = Json::parse(line);
    for (const Json& code : row["code"]) {
      RepetitionDetector detector;
      bool loop = false;
      for (TokenId id : tokenizer.EncodePlain(code.get<std::string>()))
        loop = detector.Push(id) || loop;
      loops += loop ? 1 : 0;
      ++texts;
    }
  }
  return loops;
}

TEST(SmolLm2Test, LoopsAreFoundInABaseModelsTextsOnly) {
  RBENCH_REQUIRE_TEST_DATA(TestDataDirectory());
  RBENCH_REQUIRE_TEST_DATA(ModelPath());
  Result<Checkpoint> checkpoint = OpenGguf(ModelPath());
  ASSERT_TRUE(checkpoint);
  const Result<Tokenizer> tokenizer = Tokenizer::Create(std::move(checkpoint->tokenizer));
  ASSERT_TRUE(tokenizer);
  int texts = 0;
  EXPECT_EQ(CountLoops(*tokenizer, "aime24_qwen2.5-14b-instruct.jsonl", texts), 0);
  EXPECT_EQ(CountLoops(*tokenizer, "aime24_gemma-2-27b-it.jsonl", texts), 0);
  EXPECT_EQ(texts, 60);
  // Two of the base model's texts repeat one line to the end; the others go on in some way.
  EXPECT_EQ(CountLoops(*tokenizer, "amc23_llama-3.1-8b-base.jsonl", texts), 2);
  EXPECT_EQ(texts, 100);
}

}  // namespace
}  // namespace rbench
