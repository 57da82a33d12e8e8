#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/philox.h"
#include "models/engine.h"
#include "models/engine/kv_pages.h"
#include "models/engine/repetition_detector.h"
#include "models/engine/sampler.h"
#include "models/engine/stop_matcher.h"
#include "models/engine/think_budget.h"
#include "models/tokenizer/tokenizer.h"

namespace rbench {

struct PromptGroup;

// What every sequence of one engine knows about its model.
struct SequenceContext {
  const Tokenizer* tokenizer = nullptr;
  std::vector<TokenId> stop_ids;          // sorted
  std::vector<TokenId> think_end_tokens;  // "</think>"
  int max_context = 0;
  uint64_t weights_version = 0;
};

// One draw on its way: the tokens so far, what they mean as text, and why they end. Which of its
// tokens have keys and values is the scheduler's business (`table`, `computed`). The engine's
// thread only.
class Sequence {
 public:
  using Clock = std::chrono::steady_clock;

  Sequence(GenerateRequest request, DoneCallback done, TokenCallback on_text,
           const SequenceContext& context);

  // Prompt and completion so far.
  const std::vector<TokenId>& tokens() const { return tokens_; }
  size_t prompt_size() const { return prompt_size_; }
  const GenerateRequest& request() const { return request_; }
  bool prompt_fits() const { return prompt_size_ < static_cast<size_t>(context_->max_context); }

  // The uniform number of the next token: a function of (seed, problem, draw, position in the
  // completion) alone.
  double NextUniform() const;
  // The token that the thinking budget puts next, or -1.
  TokenId ForcedToken() const;
  // Adds the next token; true where it ends the sequence. A forced token (see ForcedToken) has
  // logprob 0: it was not drawn.
  bool Accept(const SampledToken& sampled);

  void MarkStarted();
  // Ends the sequence and calls `done`; nothing may be called afterwards.
  void Finish(FinishReason reason, std::string error = {});
  FinishReason reason() const { return reason_; }
  const std::string& error() const { return error_; }

  // The scheduler's part.
  std::shared_ptr<PromptGroup> group;
  BlockTable table;
  size_t computed = 0;     // tokens with keys and values in `table`
  bool forked = false;     // has taken over its prompt's pages; else waits for its group
  uint64_t admission = 0;  // larger = later

 private:
  bool AppendText(std::string_view bytes);
  void Emit(bool last);
  int CountThinkingTokens(const ThinkSpan& span) const;

  const SequenceContext* context_;
  GenerateRequest request_;
  DoneCallback done_;
  TokenCallback on_text_;
  PhiloxKey key_;
  size_t prompt_size_;
  std::vector<TokenId> tokens_;
  Completion completion_;
  StopMatcher stops_;
  RepetitionDetector repetition_;
  ThinkBudget thinking_;
  size_t forced_next_ = 0;  // next of think_end_tokens to force; 0 also when none is being forced
  size_t emitted_ = 0;      // bytes of completion_.text given to on_text_
  FinishReason reason_ = FinishReason::kError;
  std::string error_;
  Clock::time_point submitted_;
  Clock::time_point started_{};
  bool was_started_ = false;
};

}  // namespace rbench
