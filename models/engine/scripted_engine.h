#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/engine.h"

namespace rbench {

// What a script says to one request. Bytes are the tokens: a text of n bytes has n tokens.
struct ScriptedAnswer {
  std::string text;
  FinishReason finish_reason = FinishReason::kStop;
};

using Script = std::function<ScriptedAnswer(const GenerateRequest& request)>;

struct ScriptedEngineOptions {
  std::string model = "script";  // name in the identity; equal names promise equal answers
  int threads = 0;  // 0: callbacks run inside Submit; else on this many threads of its own
  int max_context = 1 << 20;  // tokens; a longer prompt ends with kPromptTooLong
  bool token_arrays = false;  // fill tokens and log-probabilities (all 0) too; costs memory
};

// An engine that answers from a function, at no cost: for tests, and for measuring everything
// around an engine. Stop strings and max_new_tokens are honoured. Prompts are rendered as plain
// text, messages one below the other as "role: content".
class ScriptedEngine final : public Engine {
 public:
  // With threads, `script` is called from all of them at once.
  explicit ScriptedEngine(Script script, const ScriptedEngineOptions& options = {});
  ~ScriptedEngine() override;

  const EngineIdentity& identity() const override;
  Result<RenderedPrompt> Render(const Prompt& prompt) const override;
  Status Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text = {}) override;
  void CancelAll() override;
  void Drain() override;
  EngineStats stats() const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rbench
