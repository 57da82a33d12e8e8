#include "bench/signature.h"

#include <bit>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/sha256.h"
#include "reports/attempt.h"
#include "tasks/checker.h"

namespace rbench {
namespace {

struct Case {
  const char* checker;
  const char* gold;
  const char* answer;
  GradeMode mode;
};

// Every checker, every mode and every rule of extraction; each line is part of the signature for
// good.
constexpr Case kCases[] = {
    {"number", "18", "so 9 * 2 = 18 dollars.\n#### 18", GradeMode::kLenient},
    {"number", "18", "so 9 * 2 = 18 dollars.\n#### 18", GradeMode::kStrict},
    {"number", "18", "The answer is 18.", GradeMode::kLenient},
    {"number", "18", "18.0", GradeMode::kBare},
    {"number", "1/2", "\\boxed{\\frac{1}{2}}", GradeMode::kStrict},
    {"number", "1/2", "0.5", GradeMode::kBare},
    {"number", "1/3", "0.333333333333", GradeMode::kBare},
    {"number", "1000", "It costs $1,000 in total", GradeMode::kLenient},
    {"number", "-7", "<answer>-7</answer>", GradeMode::kStrict},
    {"number", "7", "<think>7</think> no idea", GradeMode::kLenient},
    {"number", "7", "<think>the answer is 7", GradeMode::kLenient},
    {"number", "7", "first \\boxed{6}, no: \\boxed{7}", GradeMode::kStrict},
    {"number", "7", "\\boxed{7", GradeMode::kStrict},
    {"number", "7", "", GradeMode::kLenient},
    {"integer", "73", "\\boxed{073}", GradeMode::kStrict},
    {"integer", "73", "The final answer is 73", GradeMode::kLenient},
    {"integer", "73", "\\boxed{73.5}", GradeMode::kStrict},
    {"integer", "123456789012345678901234567890", "123456789012345678901234567890",
     GradeMode::kBare},
    {"exact", "Paris", "<answer>Paris</answer>", GradeMode::kStrict},
    {"exact", "Paris", "paris", GradeMode::kBare},
    {"exact", "Paris", "\\boxed{London}", GradeMode::kStrict},
    {"choice", "B", "The answer is (B).", GradeMode::kLenient},
    {"choice", "B", "\\boxed{B}", GradeMode::kStrict},
    {"choice", "B", "I would say C", GradeMode::kLenient},
};

constexpr const char* kPrompts[] = {
    "Question: What is 7 times 8?\nAnswer:",
    "The first ten prime numbers are 2, 3, 5,",
    "Once upon a time",
};
constexpr int kDraws = 4;
constexpr int kNewTokens = 24;

Result<std::string> HashVerdicts() {
  Sha256 hash;
  for (const Case& row : kCases) {
    CheckerSpec spec;
    spec.kind = row.checker;
    RBENCH_ASSIGN_OR_RETURN(const auto checker, MakeChecker(spec));
    Problem problem;
    problem.gold = row.gold;
    problem.options = {"one", "two", "three", "four"};
    const Verdict verdict = checker->Grade(problem, {row.answer, false, row.mode});
    hash.Update(DumpJson(VerdictToJson(verdict)));
    hash.Update("\n");
  }
  return hash.HexDigest();
}

// The results of all requests, gathered from the engine's thread.
class Collector {
 public:
  explicit Collector(size_t count) : results_(count), missing_(count) {}

  void Store(size_t index, GenerateResult result) {
    const std::lock_guard lock(mutex_);
    results_[index] = std::move(result);
    --missing_;
    changed_.notify_all();
  }
  // One that will never come.
  void GiveUp() {
    const std::lock_guard lock(mutex_);
    --missing_;
  }
  std::vector<GenerateResult> Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return missing_ == 0; });
    return std::move(results_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<GenerateResult> results_;
  size_t missing_;
};

// Greedy once and sampled kDraws times from every prompt, all in flight together.
Result<std::vector<GenerateRequest>> Requests(Engine& engine) {
  std::vector<GenerateRequest> requests;
  for (const char* text : kPrompts) {
    Prompt prompt;
    prompt.text = text;
    RBENCH_ASSIGN_OR_RETURN(RenderedPrompt rendered, engine.Render(prompt));
    const auto shared = std::make_shared<const RenderedPrompt>(std::move(rendered));
    GenerateRequest request;
    request.prompt = shared;
    request.problem = std::string("signature/") + text;
    request.sampling.max_new_tokens = kNewTokens;
    requests.push_back(request);
    request.sampling.temperature = 0.8;
    request.sampling.top_p = 0.95;
    request.sampling.seed = 1;
    for (request.draw = 0; request.draw < kDraws; ++request.draw) requests.push_back(request);
  }
  return requests;
}

Status CheckCompletion(const Completion& completion) {
  if (completion.finish_reason == FinishReason::kError) return InternalError(completion.error);
  if (completion.finish_reason == FinishReason::kCancelled) return Cancelled("cancelled");
  return {};
}

void HashCompletion(const Completion& completion, Sha256& hash) {
  std::string bytes = FinishReasonName(completion.finish_reason);
  bytes += fmt::format(" {}", completion.tokens.size());
  for (const TokenId token : completion.tokens) bytes += fmt::format(" {}", token);
  for (const auto* values : {&completion.logprobs, &completion.raw_logprobs}) {
    for (const float value : *values)
      bytes += fmt::format(" {:08x}", std::bit_cast<uint32_t>(value));
  }
  bytes += '\n';
  AppendJsonString(completion.text, bytes);
  bytes += '\n';
  hash.Update(bytes);
}

Result<std::string> HashTokens(Engine& engine, int& num_tokens) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<GenerateRequest> requests, Requests(engine));
  const auto collector = std::make_shared<Collector>(requests.size());
  Status refused;
  for (size_t i = 0; i < requests.size(); ++i) {
    Status status = engine.Submit(std::move(requests[i]), [collector, i](GenerateResult result) {
      collector->Store(i, std::move(result));
    });
    if (status) continue;
    collector->GiveUp();
    refused = std::move(status);
  }
  Sha256 hash;
  const std::vector<GenerateResult> results = collector->Wait();
  RBENCH_RETURN_IF_ERROR(refused);
  for (const GenerateResult& result : results) {
    RBENCH_RETURN_IF_ERROR(CheckCompletion(result.completion));
    HashCompletion(result.completion, hash);
    num_tokens += static_cast<int>(result.completion.tokens.size());
  }
  return hash.HexDigest();
}

}  // namespace

Result<Signature> ComputeSignature(Engine* engine) {
  Signature signature;
  RBENCH_ASSIGN_OR_RETURN(signature.verdicts, HashVerdicts());
  signature.num_cases = static_cast<int>(std::size(kCases));
  if (engine != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(signature.tokens, HashTokens(*engine, signature.num_tokens));
  }
  signature.hex =
      Sha256Hex("verdicts " + signature.verdicts + "\ntokens " + signature.tokens + "\n");
  return signature;
}

}  // namespace rbench
