#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/progress.h"
#include "base/result.h"
#include "cli/flags.h"
#include "models/engine/cpu_engine.h"
#include "models/model_spec.h"

namespace rbench {

// The name of the model that the set-up installs, and the file it is.
constexpr const char* kEmbeddedModel = "smollm2";
constexpr const char* kEmbeddedModelFile = "SmolLM2-135M-Instruct.Q4_1.gguf";
constexpr const char* kEmbeddedModelSha256 =
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

// RBENCH_CACHE, else rbench below XDG_CACHE_HOME, else ~/.cache/rbench.
std::string CacheDirectory();

// The Hugging Face cache of models: HF_HUB_CACHE, else hub below HF_HOME, else huggingface/hub
// below XDG_CACHE_HOME, else ~/.cache/huggingface/hub.
std::string HfHubDirectory();

// Which model: --model and what opening it needs.
struct ModelFlags {
  std::string model;
  std::string pre_tokenizer;

  void AddTo(Flags& flags);
  // The file or folder that the name stands for; an error says where it was looked for and what to
  // do.
  Result<std::string> ResolvePath() const;
  Result<Checkpoint> Open() const;
  // True where no --model was given, so that the embedded one is used.
  bool is_default() const { return model.empty(); }
};

// How the inference engine runs. None of these changes a token.
struct EngineFlags {
  int threads = 0;  // 0 = one per core
  int max_batch = 32;
  uint64_t kv_memory = 0;  // 0 = a quarter of the machine's memory, at most 4 GiB
  uint64_t order_seed = 0;
  std::string prefix_sharing = "on";
  std::string kernel_target = "auto";

  void AddTo(Flags& flags);
  Result<CpuEngineOptions> Options() const;
};

// Opens the model and builds the engine; warnings of both go to `progress`.
Result<std::unique_ptr<CpuEngine>> OpenEngine(const ModelFlags& model, const EngineFlags& engine,
                                              Progress& progress);

// Memory of the machine or of the control group that bounds it, in bytes.
uint64_t MachineMemoryBytes();
// Cores this process may run on.
int AvailableCores();

}  // namespace rbench
