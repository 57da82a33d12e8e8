#pragma once

#include "models/engine.h"

namespace rbench {

// Runs every request on two engines and hands on the first one's result where both agree bit for
// bit (text, tokens, log-probabilities, finish reason); else the request ends with kError and the
// first difference as its message. Cancelled requests are not compared. Both engines must outlive
// it, and nobody else may submit to them.
class CheckEngine final : public Engine {
 public:
  CheckEngine(Engine& subject, Engine& oracle) : subject_(&subject), oracle_(&oracle) {}

  const EngineIdentity& identity() const override { return subject_->identity(); }
  // An error where the two engines do not render to the same tokens.
  Result<RenderedPrompt> Render(const Prompt& prompt) const override;
  Status Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text = {}) override;
  void CancelAll() override;
  void Drain() override;
  EngineStats stats() const override { return subject_->stats(); }

 private:
  Engine* subject_;
  Engine* oracle_;
};

// Empty where the results agree, else what differs first: "token 7 is 12 and 13".
std::string DescribeDifference(const GenerateResult& subject, const GenerateResult& oracle);

}  // namespace rbench
