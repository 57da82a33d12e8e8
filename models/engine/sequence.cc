#include "models/engine/sequence.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/utf8.h"
#include "models/engine/prompt_group.h"

namespace rbench {
namespace {

double Seconds(Sequence::Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

Sequence::Sequence(GenerateRequest request, DoneCallback done, TokenCallback on_text,
                   const SequenceContext& context)
    : context_(&context),
      request_(std::move(request)),
      done_(std::move(done)),
      on_text_(std::move(on_text)),
      key_(PhiloxKeyFor(request_.sampling.seed,
                        fmt::format("sample/{}/{}", request_.problem, request_.draw))),
      prompt_size_(request_.prompt->tokens.size()),
      tokens_(request_.prompt->tokens),
      stops_(request_.sampling.stop),
      thinking_(context.think_end_tokens.empty() ? -1 : request_.sampling.thinking_budget,
                request_.prompt->opens_think),
      submitted_(Clock::now()) {}

double Sequence::NextUniform() const {
  const auto position = static_cast<uint32_t>(tokens_.size() - prompt_size_);
  return UniformFrom(Philox4x32({position, 0, 0, 0}, key_));
}

TokenId Sequence::ForcedToken() const {
  if (forced_next_ > 0 || thinking_.due()) return context_->think_end_tokens[forced_next_];
  return -1;
}

bool Sequence::Accept(const SampledToken& sampled) {
  const bool forced = ForcedToken() >= 0;
  if (forced) {
    completion_.forced_think_end = true;
    forced_next_ = (forced_next_ + 1) % context_->think_end_tokens.size();
  }
  if (!sampled.finite) {
    error_ = "the model's logits are not finite numbers";
    reason_ = FinishReason::kError;
    return true;
  }
  tokens_.push_back(sampled.token);
  completion_.tokens.push_back(sampled.token);
  completion_.logprobs.push_back(forced ? 0.0f : sampled.logprob);
  completion_.raw_logprobs.push_back(sampled.raw_logprob);
  reason_ = FinishReason::kStop;
  if (!forced &&
      std::binary_search(context_->stop_ids.begin(), context_->stop_ids.end(), sampled.token))
    return true;
  const auto bytes = context_->tokenizer->TokenBytes(sampled.token);
  if (!bytes) {
    error_ = bytes.error().message;
    reason_ = FinishReason::kError;
    return true;
  }
  thinking_.Push(*bytes);
  if (stops_.Push(*bytes, completion_.text)) return true;
  Emit(false);
  const bool loop = repetition_.Push(sampled.token);
  if (loop && request_.sampling.repetition_stop) {
    reason_ = FinishReason::kRepetition;
    return true;
  }
  if (completion_.tokens.size() >= static_cast<size_t>(request_.sampling.max_new_tokens)) {
    reason_ = FinishReason::kLength;
    return true;
  }
  if (tokens_.size() >= static_cast<size_t>(context_->max_context)) {
    reason_ = FinishReason::kContextFull;
    return true;
  }
  return false;
}

// Streams the whole characters that are certain; at the end everything.
void Sequence::Emit(bool last) {
  if (!on_text_) return;
  std::string_view fresh = std::string_view(completion_.text).substr(emitted_);
  if (!last) fresh.remove_suffix(IncompleteUtf8Suffix(fresh));
  if (fresh.empty()) return;
  emitted_ += fresh.size();
  on_text_(SanitizeUtf8(fresh));
}

void Sequence::MarkStarted() {
  if (was_started_) return;
  was_started_ = true;
  started_ = Clock::now();
}

int Sequence::CountThinkingTokens(const ThinkSpan& span) const {
  int count = 0;
  size_t offset = 0;
  for (TokenId token : completion_.tokens) {
    if (offset >= span.begin && offset < span.end) ++count;
    const auto bytes = context_->tokenizer->TokenBytes(token);
    if (bytes) offset += bytes->size();
  }
  return count;
}

void Sequence::Finish(FinishReason reason, std::string error) {
  GenerateResult result;
  // A stop string cuts the text; every other end lets out what was held back for one.
  if (stops_.held() > 0) stops_.Finish(completion_.text);
  Emit(true);
  completion_.finish_reason = reason;
  completion_.error = std::move(error);
  completion_.weights_version = context_->weights_version;
  completion_.think_span = FindThinkSpan(completion_.text, request_.prompt->opens_think);
  completion_.usage.prompt_tokens = static_cast<int>(prompt_size_);
  completion_.usage.completion_tokens = static_cast<int>(completion_.tokens.size());
  if (completion_.think_span)
    completion_.usage.thinking_tokens = CountThinkingTokens(*completion_.think_span);
  result.completion = std::move(completion_);
  if (request_.score_prompt && group) result.prompt_logprobs = group->prompt_logprobs;
  const Clock::time_point now = Clock::now();
  result.queued_s = Seconds((was_started_ ? started_ : now) - submitted_);
  result.running_s = was_started_ ? Seconds(now - started_) : 0;
  DoneCallback done = std::move(done_);
  done(std::move(result));
}

}  // namespace rbench
