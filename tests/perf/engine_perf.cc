#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "models/engine/cpu_engine.h"
#include "models/formats/gguf.h"
#include "tests/support/test_data.h"

// Speed and memory of the engine on the embedded model, printed beside the peer's figures of
// DESIGN.md section 13:
//   engine_perf [threads ...]
// Decoding: draws of one prompt of 128 tokens, temperature 0.6 and top-p 0.95, 32 tokens each; the
// pass that runs the prompt is measured apart and taken off. Each figure is the best of three runs,
// for a machine that does other things too.

namespace rbench {
namespace {

struct Peer {
  int batch;  // 0 = prefill
  double avx2, avx512;
};

// llama.cpp, best of its Q4_1, BF16 and F32 files, 2 threads, tokens per second.
constexpr Peer kPeers[] = {
    {0, 494, 1894}, {1, 107, 145}, {8, 183, 433}, {32, 235, 785}, {64, 264, 944}};

std::string FromFile(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) {
      const size_t colon = line.find(':');
      return line.substr(line.find_first_not_of(" \t", colon + 1));
    }
  }
  return "?";
}

double PeakRssMiB() { return std::atof(FromFile("/proc/self/status", "VmHWM").c_str()) / 1024; }

std::shared_ptr<const RenderedPrompt> PromptOf(const CpuEngine& engine, size_t tokens) {
  std::string text;
  for (int i = 0; text.size() < tokens * 8; ++i)
    text += "Step " + std::to_string(i) + ": the train leaves the station. ";
  auto prompt = std::make_shared<RenderedPrompt>();
  prompt->tokens = engine.tokenizer().EncodePlain(text);
  prompt->tokens.resize(tokens);
  return prompt;
}

// Seconds of the engine's passes by the clock on the wall, and of the process by the processor's.
struct Seconds {
  double wall = 1e300;
  double cpu = 1e300;
};

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Seconds Run(CpuEngine& engine, const std::shared_ptr<const RenderedPrompt>& prompt, int batch,
            int new_tokens) {
  SamplingParams sampling;
  sampling.temperature = 0.6;
  sampling.top_p = 0.95;
  sampling.max_new_tokens = new_tokens;
  sampling.repetition_stop = false;
  const double wall = engine.stats().busy_s;
  const double cpu = CpuSeconds();
  for (int draw = 0; draw < batch; ++draw) {
    const Status status =
        engine.Submit({prompt, "perf", draw, sampling, false}, [](GenerateResult) {});
    if (!status) std::printf("refused: %s\n", status.error().message.c_str());
  }
  engine.Drain();
  return {engine.stats().busy_s - wall, CpuSeconds() - cpu};
}

Seconds Best(CpuEngine& engine, const std::shared_ptr<const RenderedPrompt>& prompt, int batch,
             int new_tokens) {
  Seconds best;
  for (int i = 0; i < 3; ++i) {
    const Seconds run = Run(engine, prompt, batch, new_tokens);
    best = {std::min(best.wall, run.wall), std::min(best.cpu, run.cpu)};
  }
  return best;
}

// Tokens per second by both clocks; by the processor's as if every thread had a core of its own.
std::pair<double, double> Speed(CpuEngine& engine, int batch, int threads) {
  if (batch == 0) {
    const Seconds s = Best(engine, PromptOf(engine, 512), 1, 1);
    return {512 / s.wall, 512 * threads / s.cpu};
  }
  const auto prompt = PromptOf(engine, 128);
  const Seconds first = Best(engine, prompt, batch, 1);
  const Seconds all = Best(engine, prompt, batch, 33);
  return {32.0 * batch / (all.wall - first.wall), 32.0 * batch * threads / (all.cpu - first.cpu)};
}

void PrintStages(const ForwardTimes& before, const ForwardTimes& after, double sampling) {
  std::printf(
      "    seconds: embed %.2f qkv %.2f rope+store %.2f attention %.2f output %.2f gate+up %.2f "
      "silu %.2f down %.2f "
      "norms %.2f head %.2f sampling %.2f\n",
      after.embed - before.embed, after.qkv - before.qkv, after.rope_store - before.rope_store,
      after.attention - before.attention, after.attention_output - before.attention_output,
      after.gate_up - before.gate_up, after.activation - before.activation,
      after.down - before.down, after.norms - before.norms, after.lm_head - before.lm_head,
      sampling);
}

int Measure(int threads, const char* target) {
  CpuEngineOptions options;
  options.threads = threads;
  options.kernel_target = target;
  CheckpointOptions open;
  open.hash_file = false;
  Result<Checkpoint> checkpoint = OpenGguf(ModelPath(), open);
  if (!checkpoint) {
    std::printf("%s\n", checkpoint.error().message.c_str());
    return 1;
  }
  auto engine = CpuEngine::Create(std::move(checkpoint).value(), options);
  if (!engine) {
    std::printf("%s\n", engine.error().message.c_str());
    return 1;
  }
  CpuEngine& e = **engine;
  std::printf("threads %d, kernels %s\n", threads, e.kernel_target());
  for (const Peer& peer : kPeers) {
    const ForwardTimes before = e.forward_times();
    const double sampling = e.sampling_seconds();
    const auto [speed, by_cpu] = Speed(e, peer.batch, threads);
    std::printf(
        "  %-8s %-3d %8.1f tok/s (%.1f by processor time)   llama.cpp with 2 threads: AVX2 %.0f "
        "(ratio %.2f), AVX-512 %.0f "
        "(ratio %.2f)\n",
        peer.batch == 0 ? "prefill" : "batch", peer.batch == 0 ? 512 : peer.batch, speed, by_cpu,
        peer.avx2, speed / peer.avx2, peer.avx512, speed / peer.avx512);
    PrintStages(before, e.forward_times(), e.sampling_seconds() - sampling);
  }
  constexpr double kMiB = 1 << 20;
  const double weights = static_cast<double>(e.weight_bytes()) / kMiB;
  const double workspace = static_cast<double>(e.workspace_bytes()) / kMiB;
  const double kv = static_cast<double>(e.stats().peak_kv_bytes) / kMiB;
  // Code and libraries: "RssFile:  9752 kB".
  const double program = std::atof(FromFile("/proc/self/status", "RssFile").c_str()) / 1024;
  const double stated = weights + workspace + kv + program;
  std::printf(
      "  memory: weights %.1f + workspace %.1f + KV pages in use at the peak %.1f + program %.1f = "
      "%.1f "
      "MiB; peak resident %.1f MiB (ratio %.3f, goal 1.05)\n",
      weights, workspace, kv, program, stated, PeakRssMiB(), PeakRssMiB() / stated);
  return 0;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  if (rbench::ModelPath().empty()) {
    std::printf("the embedded model is absent: run make setup\n");
    return 0;
  }
  std::printf("CPU: %s\n", rbench::FromFile("/proc/cpuinfo", "model name").c_str());
  const char* target = std::getenv("RBENCH_KERNEL_TARGET");
  std::vector<int> threads;
  for (int i = 1; i < argc; ++i) threads.push_back(std::atoi(argv[i]));
  if (threads.empty()) threads = {1, 2};
  int status = 0;
  for (int n : threads) status |= rbench::Measure(n, target == nullptr ? "auto" : target);
  return status;
}
