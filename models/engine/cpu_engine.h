#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/engine.h"
#include "models/engine/transformer.h"
#include "models/model_spec.h"
#include "models/tokenizer/tokenizer.h"

namespace rbench {

class ChatTemplate;

// Everything here but max_context and the chat template may change speed and memory, never a token.
struct CpuEngineOptions {
  int threads = 1;                               // 1 .. 256, the engine's own thread included
  int max_batch = 64;                            // 1 .. 4096 sequences at once
  uint64_t kv_memory_bytes = uint64_t{1} << 30;  // bound of all keys and values; float32
  bool prefix_sharing = true;                    // the draws of a prompt share its pages
  uint64_t order_seed = 0;             // other than 0: queued requests start in a random order
  std::string kernel_target = "auto";  // see AvailableKernelTargets
  int prefill_chunk = 256;             // 16 .. 4096 rows of prompts a step; a multiple of 16
  int max_context = 0;                 // tokens; 0 = the model's, which it may only shorten
  std::string chat_template;           // Jinja source; empty = the checkpoint's
};

// Our own inference: one engine thread with a team of helpers, continuous batching over paged keys
// and values, canonical arithmetic. Completions depend on the checkpoint, the prompt, the sampling
// parameters, `problem` and `draw` alone.
class CpuEngine final : public Engine {
 public:
  // Packs the weights (the checkpoint's own copy is let go afterwards) and
  // starts the engine's thread. Errors: options out of range, an unknown kernel target, a tokenizer
  // or template that cannot be used, tensors that do not fit the spec.
  static Result<std::unique_ptr<CpuEngine>> Create(Checkpoint checkpoint,
                                                   const CpuEngineOptions& options);
  // Cancels what is queued and running; callbacks are called.
  ~CpuEngine() override;

  const EngineIdentity& identity() const override;
  Result<RenderedPrompt> Render(const Prompt& prompt) const override;
  Status Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text = {}) override;
  // From a callback: returns at once, and the cancelling is done after the running step.
  void CancelAll() override;
  void Drain() override;
  EngineStats stats() const override;

  const Tokenizer& tokenizer() const;
  const ChatTemplate* chat_template() const;  // null where the model has none
  const ModelSpec& spec() const;
  const char* kernel_target() const;
  // What a user should know: e.g. the template ends turns with a token that is not a stop id.
  const std::vector<std::string>& warnings() const;

  // The memory statement: packed weights; activations, logits, sampler scratch and the tokenizer's
  // tables; the bound of the KV pages. The program's own code and libraries come on top (about 10
  // MiB).
  uint64_t weight_bytes() const;
  uint64_t workspace_bytes() const;
  uint64_t kv_bytes() const;
  // Where the time of the forward passes went. Only while nothing runs (after Drain).
  const ForwardTimes& forward_times() const;
  double sampling_seconds() const;

 private:
  struct Impl;
  explicit CpuEngine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace rbench
