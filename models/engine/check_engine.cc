#include "models/engine/check_engine.h"

#include <bit>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace rbench {
namespace {

// One request while its two halves run. The later half compares and calls back.
struct Pair {
  std::mutex mutex;
  std::optional<GenerateResult> subject, oracle;
  DoneCallback done;
};

void Join(const std::shared_ptr<Pair>& pair, std::optional<GenerateResult> Pair::*half,
          GenerateResult result) {
  {
    std::lock_guard lock(pair->mutex);
    (*pair).*half = std::move(result);
    if (!pair->subject || !pair->oracle) return;
  }
  GenerateResult& subject = *pair->subject;
  const bool cancelled = subject.completion.finish_reason == FinishReason::kCancelled ||
                         pair->oracle->completion.finish_reason == FinishReason::kCancelled;
  const std::string difference =
      cancelled ? std::string() : DescribeDifference(subject, *pair->oracle);
  if (cancelled) subject.completion.finish_reason = FinishReason::kCancelled;
  if (!difference.empty()) {
    subject.completion.finish_reason = FinishReason::kError;
    subject.completion.error = "the two engines differ: " + difference;
  }
  pair->done(std::move(subject));
}

std::string CompareFloats(std::string_view what, const std::vector<float>& a,
                          const std::vector<float>& b) {
  if (a.size() != b.size()) return fmt::format("{} {} and {}", what, a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<uint32_t>(a[i]) != std::bit_cast<uint32_t>(b[i])) {
      return fmt::format("{} {} is {} and {}", what, i, a[i], b[i]);
    }
  }
  return {};
}

}  // namespace

std::string DescribeDifference(const GenerateResult& subject, const GenerateResult& oracle) {
  const Completion& a = subject.completion;
  const Completion& b = oracle.completion;
  for (size_t i = 0; i < std::min(a.tokens.size(), b.tokens.size()); ++i) {
    if (a.tokens[i] != b.tokens[i])
      return fmt::format("token {} is {} and {}", i, a.tokens[i], b.tokens[i]);
  }
  if (a.tokens.size() != b.tokens.size())
    return fmt::format("{} and {} tokens", a.tokens.size(), b.tokens.size());
  if (a.finish_reason != b.finish_reason) {
    return fmt::format("finish reason {} and {}", FinishReasonName(a.finish_reason),
                       FinishReasonName(b.finish_reason));
  }
  if (a.text != b.text) return "the texts of equal tokens";
  std::string difference = CompareFloats("logprob", a.logprobs, b.logprobs);
  if (difference.empty()) difference = CompareFloats("raw logprob", a.raw_logprobs, b.raw_logprobs);
  if (difference.empty())
    difference = CompareFloats("prompt logprob", subject.prompt_logprobs, oracle.prompt_logprobs);
  return difference;
}

Result<RenderedPrompt> CheckEngine::Render(const Prompt& prompt) const {
  RBENCH_ASSIGN_OR_RETURN(RenderedPrompt subject, subject_->Render(prompt));
  RBENCH_ASSIGN_OR_RETURN(const RenderedPrompt oracle, oracle_->Render(prompt));
  if (subject.tokens != oracle.tokens)
    return InternalError("the two engines render a prompt to different tokens");
  return subject;
}

Status CheckEngine::Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text) {
  auto pair = std::make_shared<Pair>();
  pair->done = std::move(done);
  RBENCH_RETURN_IF_ERROR(oracle_->Submit(
      request, [pair](GenerateResult result) { Join(pair, &Pair::oracle, std::move(result)); }));
  const Status submitted = subject_->Submit(
      std::move(request),
      [pair](GenerateResult result) { Join(pair, &Pair::subject, std::move(result)); },
      std::move(on_text));
  if (submitted) return {};
  // The oracle runs it, the subject refuses: that is a difference too.
  GenerateResult refused;
  refused.completion.error = "refused: " + submitted.error().message;
  Join(pair, &Pair::subject, std::move(refused));
  return {};
}

void CheckEngine::CancelAll() {
  subject_->CancelAll();
  oracle_->CancelAll();
}

void CheckEngine::Drain() {
  // A callback of either may submit to both.
  while (true) {
    const uint64_t before = subject_->stats().steps + oracle_->stats().steps;
    subject_->Drain();
    oracle_->Drain();
    if (subject_->stats().steps + oracle_->stats().steps == before) return;
  }
}

}  // namespace rbench
