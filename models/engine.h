#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "models/completion.h"
#include "models/prompt.h"

// The one seam between what wants completions and what makes them. Implementations: CpuEngine (our
// own inference), ScriptedEngine (tests, cost of the harness); later a remote and a GPU engine.

namespace rbench {

struct GenerateRequest {
  std::shared_ptr<const RenderedPrompt>
      prompt;           // draws of one problem share the pointer, and so its KV pages
  std::string problem;  // with `draw` and the seed, the key of all its random numbers
  int draw = 0;
  SamplingParams sampling;
  bool score_prompt = false;  // also return the log-probabilities of the prompt's tokens
};

struct GenerateResult {
  Completion completion;
  std::vector<float>
      prompt_logprobs;   // with score_prompt: one per prompt token, [0] = 0 and without meaning
  double queued_s = 0;   // wall seconds before the first forward pass
  double running_s = 0;  // wall seconds from then to the end
};

// Called from the engine's thread. `text` is the newly safe text (whole UTF-8 characters, no part
// of a possible stop string); must return quickly and not call the engine.
using TokenCallback = std::function<void(std::string_view text)>;
// Called exactly once per request, from the engine's thread (or from Submit itself). May call
// Submit.
using DoneCallback = std::function<void(GenerateResult)>;

// What a run record says about an engine; equal identities promise equal tokens.
struct EngineIdentity {
  std::string engine;  // "cpu", "scripted"
  std::string model;   // path or name, for people
  std::string model_sha256;
  std::string numerics;  // "canonical"
  std::string tokenizer_sha256;
  std::string template_sha256;
  int max_context = 0;
};

struct EngineStats {
  uint64_t prompt_tokens = 0;  // tokens run through the model as prompts
  uint64_t generated_tokens = 0;
  uint64_t preemptions = 0;
  uint64_t steps = 0;
  uint64_t peak_kv_bytes = 0;
  double busy_s = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual const EngineIdentity& identity() const = 0;
  // Chat template and tokenizer; any thread.
  virtual Result<RenderedPrompt> Render(const Prompt& prompt) const = 0;
  // Queues one draw; any thread, returns at once. An Error means the request can never run
  // (parameters out of range, prompt and limits do not fit `--kv-memory`) and `done` is not called.
  // A prompt longer than the context ends with kPromptTooLong.
  virtual Status Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text = {}) = 0;
  // Ends everything queued and running with kCancelled; their callbacks are called before it
  // returns. Later requests run.
  virtual void CancelAll() = 0;
  // Returns when nothing is queued or running.
  virtual void Drain() = 0;
  virtual EngineStats stats() const = 0;
};

}  // namespace rbench
