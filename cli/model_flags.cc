#include "cli/model_flags.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/console.h"
#include "models/formats/checkpoint.h"
#include "models/formats/hf_cache.h"
#include "models/kernels/kernels.h"

namespace rbench {
namespace {

constexpr uint64_t kGiB = uint64_t{1} << 30;
constexpr std::string_view kHfPrefix = "hf:";

// The number in a one-line file of the kernel, or `fallback` ("max" counts as no number).
uint64_t NumberInFile(const char* path, uint64_t fallback) {
  auto text = ReadFile(path, 4096);
  if (!text || text->empty() || text->front() < '0' || text->front() > '9') return fallback;
  return std::strtoull(text->c_str(), nullptr, 10);
}

}  // namespace

std::string CacheDirectory() {
  if (std::string cache = Environment("RBENCH_CACHE"); !cache.empty()) return cache;
  if (std::string base = Environment("XDG_CACHE_HOME"); !base.empty()) return base + "/rbench";
  return Environment("HOME") + "/.cache/rbench";
}

std::string HfHubDirectory() {
  for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (std::string hub = Environment(name); !hub.empty()) return hub;
  }
  if (std::string home = Environment("HF_HOME"); !home.empty()) return home + "/hub";
  if (std::string base = Environment("XDG_CACHE_HOME"); !base.empty()) {
    return base + "/huggingface/hub";
  }
  return Environment("HOME") + "/.cache/huggingface/hub";
}

uint64_t MachineMemoryBytes() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page_bytes = ::sysconf(_SC_PAGESIZE);
  uint64_t bytes = pages > 0 && page_bytes > 0
                       ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(page_bytes)
                       : kGiB;
  bytes = std::min(bytes, NumberInFile("/sys/fs/cgroup/memory.max", bytes));
  return std::min(bytes, NumberInFile("/sys/fs/cgroup/memory/memory.limit_in_bytes", bytes));
}

int AvailableCores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

void ModelFlags::AddTo(Flags& flags) {
  flags.Add(
      "-m,--model", &model,
      "a GGUF file, a folder with config.json and safetensors, hf:org/name[@revision] from the "
      "Hugging Face cache, or smollm2 (the embedded model, also used when left out)");
  flags.Add("--pre-tokenizer", &pre_tokenizer,
            "name of the pre-tokenizer where the file does not say");
}

Result<std::string> ModelFlags::ResolvePath() const {
  if (model.empty() || model == kEmbeddedModel) {
    const std::string path = CacheDirectory() + "/models/" + kEmbeddedModelFile;
    if (FileExists(path)) return path;
    return NotFound(fmt::format(
        "the embedded model is not installed: looked for {}; run `make setup`, or put the file "
        "(sha256 {}) there",
        path, kEmbeddedModelSha256));
  }
  if (model.starts_with(kHfPrefix)) {
    return FindInHfCache(model.substr(kHfPrefix.size()), HfHubDirectory());
  }
  if (FileExists(model) || DirectoryExists(model)) return model;
  return NotFound(
      fmt::format("model {} does not exist; give the path of a GGUF file or of a model's folder, "
                  "hf:org/name, or smollm2",
                  model));
}

Result<Checkpoint> ModelFlags::Open() const {
  RBENCH_ASSIGN_OR_RETURN(const std::string path, ResolvePath());
  CheckpointOptions options;
  options.pre_tokenizer = pre_tokenizer;
  return OpenCheckpoint(path, options);
}

void EngineFlags::AddTo(Flags& flags) {
  flags.Add("-t,--threads", &threads, "threads of the engine; 0 = one per core", 0, 1024);
  flags.Add("--max-batch", &max_batch, "completions computed together", 1, 4096);
  flags.AddBytes("--kv-memory", &kv_memory,
                 "bound of the KV cache, as 512M or 2G; 0 = a quarter of memory, at most 4G");
  flags.Add("--order-seed", &order_seed, "shuffles the order of work");
  flags.AddChoice("--prefix-sharing", &prefix_sharing,
                  "draws of one problem share the prompt's KV cache", {"on", "off"});
  flags.Add("--kernel-target", &kernel_target,
            "vector kernels: auto, or one that `rbench doctor` lists");
}

Result<CpuEngineOptions> EngineFlags::Options() const {
  RBENCH_RETURN_IF_ERROR(SelectKernels(kernel_target));
  CpuEngineOptions options;
  options.threads = threads > 0 ? threads : AvailableCores();
  options.max_batch = max_batch;
  options.kv_memory_bytes =
      kv_memory > 0 ? kv_memory : std::min(MachineMemoryBytes() / 4, 4 * kGiB);
  options.order_seed = order_seed;
  options.prefix_sharing = prefix_sharing == "on";
  options.kernel_target = kernel_target;
  return options;
}

Result<std::unique_ptr<CpuEngine>> OpenEngine(const ModelFlags& model, const EngineFlags& engine,
                                              Progress& progress) {
  RBENCH_ASSIGN_OR_RETURN(const CpuEngineOptions options, engine.Options());
  if (model.is_default()) {
    progress.Info("model", "no --model given: using smollm2, the embedded SmolLM2-135M-Instruct");
  }
  RBENCH_ASSIGN_OR_RETURN(Checkpoint checkpoint, model.Open());
  const std::vector<std::string> notes = checkpoint.notes;
  RBENCH_ASSIGN_OR_RETURN(auto opened, CpuEngine::Create(std::move(checkpoint), options));
  for (const std::string& note : notes) progress.Warn("model", note);
  for (const std::string& warning : opened->warnings()) progress.Warn("model", warning);
  return opened;
}

}  // namespace rbench
