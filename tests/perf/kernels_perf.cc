// Speed of the kernels on the shapes of SmolLM2-135M, beside the fused multiply-add peak of the
// same vector width that a loop on registers reaches at the same moment (other programs may use the
// machine). Every case first checks its answer against the scalar kernels and stops with an error
// where a bit differs.
//
// GFLOPs counts a multiply-add as two and takes the mean, best the fastest call; best% = best /
// (threads x measured peak of one thread); cpu% the same by the CPU time of all threads, waiting
// for each other included; GB/s counts packed weights once a call. Weights rotate through copies of
// at least 64 MB, as the layers of a model do.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <time.h>

#include "models/kernels/kernels.h"
#include "models/kernels/packed_matrix.h"
#include "tests/models/kernels/random_tensor.h"

namespace rbench {
namespace {

using Clock = std::chrono::steady_clock;

double Seconds(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// CPU seconds of all threads so far: on a busy machine steadier than the clock on the wall.
double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

#if defined(__x86_64__)
#define RBENCH_FMA(width, n) "vfmadd231ps %%" width "15, %%" width "14, %%" width #n "\n"
#define RBENCH_FMA12(w)                                                                \
  RBENCH_FMA(w, 0)                                                                     \
  RBENCH_FMA(w, 1)                                                                     \
  RBENCH_FMA(w, 2)                                                                     \
  RBENCH_FMA(w, 3) RBENCH_FMA(w, 4) RBENCH_FMA(w, 5) RBENCH_FMA(w, 6) RBENCH_FMA(w, 7) \
      RBENCH_FMA(w, 8) RBENCH_FMA(w, 9) RBENCH_FMA(w, 10) RBENCH_FMA(w, 11)
#define RBENCH_CLOBBERS \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11"

void FmaLoop(bool wide, int64_t rounds) {
  // The registers hold whatever they hold; zero them first so that no value is slow.
  asm volatile("vzeroall" ::: RBENCH_CLOBBERS, "xmm12", "xmm13", "xmm14", "xmm15");
  if (wide) {
    for (int64_t i = 0; i < rounds; ++i) asm volatile(RBENCH_FMA12("zmm")::: RBENCH_CLOBBERS);
  } else {
    for (int64_t i = 0; i < rounds; ++i) asm volatile(RBENCH_FMA12("ymm")::: RBENCH_CLOBBERS);
  }
  asm volatile("vzeroupper");
}

// GFLOP/s of one thread; the best of a few short loops.
double PeakGflops(const std::string& target) {
  const bool wide = target == "avx512";
  constexpr int64_t kRounds = 100000;
  double best = 0;
  for (int i = 0; i < 8; ++i) {
    const auto begin = Clock::now();
    FmaLoop(wide, kRounds);
    best = std::max(best, 2e-9 * kRounds * 12 * (wide ? 16 : 8) / Seconds(begin));
  }
  return best;
}
#else
double PeakGflops(const std::string&) { return 0; }
#endif

struct MatrixCase {
  const char* name;
  TensorType type;
  size_t outputs;
  size_t inputs;
};

constexpr MatrixCase kMatrices[] = {
    {"qkv", TensorType::kQ4_1, 960, 576},      {"out", TensorType::kQ4_1, 576, 576},
    {"gate_up", TensorType::kQ4_1, 3072, 576}, {"down", TensorType::kQ4_1, 576, 1536},
    {"head", TensorType::kQ8_0, 49152, 576},   {"gate_up", TensorType::kQ4_0, 3072, 576},
    {"gate_up", TensorType::kF32, 3072, 576},  {"gate_up", TensorType::kF16, 3072, 576},
    {"gate_up", TensorType::kBF16, 3072, 576}, {"gate_up", TensorType::kQ5_0, 3072, 576},
    {"gate_up", TensorType::kQ4_K, 3072, 512}, {"gate_up", TensorType::kQ6_K, 3072, 512},
};

// Row `row` of the product by the scalar kernels must equal the given one.
bool SameAsScalar(const PackedMatrix& w, const float* x, const float* y) {
  ThreadTeam one(1);
  std::vector<float> expected(w.outputs());
  Target("scalar").matmul(w, x, w.inputs(), 1, expected.data(), w.outputs(), one);
  return std::equal(expected.begin(), expected.end(), y, SameBits);
}

void RunMatmul(benchmark::State& state, const std::string& target, MatrixCase shape, size_t m,
               int threads) {
  const RandomTensor tensor(shape.type, shape.outputs, shape.inputs, 1);
  std::vector<PackedMatrix> copies;
  do {
    copies.push_back(*PackedMatrix::Pack({&tensor.view, 1}));
  } while (copies.size() * copies[0].bytes() < (size_t{64} << 20));
  const Kernels& kernels = Target(target);
  ThreadTeam team(threads);
  const auto x = RandomFloats(m * shape.inputs, 2);
  std::vector<float> y(m * shape.outputs);
  const auto multiply = [&](const PackedMatrix& w) {
    kernels.matmul(w, x.data(), shape.inputs, m, y.data(), shape.outputs, team);
  };
  multiply(copies[0]);
  const size_t last = m - 1;
  if (!SameAsScalar(copies[0], x.data(), y.data()) ||
      !SameAsScalar(copies[0], x.data() + last * shape.inputs, y.data() + last * shape.outputs)) {
    state.SkipWithError("differs from the scalar kernels");
    return;
  }
  size_t next = 0;
  double best = 1e9, total = 0;
  const double cpu_begin = CpuSeconds();
  for (auto _ : state) {
    const auto begin = Clock::now();
    multiply(copies[next++ % copies.size()]);
    const double seconds = Seconds(begin);
    best = std::min(best, seconds);
    total += seconds;
  }
  const double cpu = (CpuSeconds() - cpu_begin) / static_cast<double>(state.iterations());
  const double flops = 2.0 * static_cast<double>(m * shape.outputs * shape.inputs);
  const double mean = total / static_cast<double>(state.iterations());
  const double peak = PeakGflops(target);
  state.counters["GFLOPs"] = flops / mean * 1e-9;
  state.counters["best"] = flops / best * 1e-9;
  state.counters["best%"] = 100 * flops / best * 1e-9 / (peak * threads);
  state.counters["cpu%"] = 100 * flops / cpu * 1e-9 / peak;
  state.counters["GB/s"] = static_cast<double>(copies[0].bytes()) / mean * 1e-9;
}

// Attention of SmolLM2 (9 query heads, 3 kv heads, 64): `rows` tokens with `keys` keys each, in
// their own pages (decode) or all in one block table (a chunk of a prompt).
void RunAttention(benchmark::State& state, const std::string& target, size_t rows, int keys,
                  bool shared, int threads) {
  constexpr int kHeads = 9, kKvHeads = 3, kDim = 64;
  const size_t pages_each = static_cast<size_t>(keys + 15) / 16;
  const size_t pages = shared ? pages_each : pages_each * rows;
  const size_t page_floats = size_t{kKvHeads} * kDim * 16;
  auto k = RandomFloats(pages * page_floats, 1);
  auto v = RandomFloats(pages * page_floats, 2);
  const auto q = RandomFloats(rows * kHeads * kDim, 3);
  std::vector<float> out(q.size()), expected(q.size());
  const KvLayerView kv = {k.data(), v.data(), page_floats, kKvHeads, kDim};
  std::vector<uint32_t> table(pages);
  for (size_t i = 0; i < pages; ++i) table[i] = static_cast<uint32_t>(i);
  std::vector<AttentionRow> calls, checks;
  for (size_t r = 0; r < rows; ++r) {
    const size_t offset = r * kHeads * kDim;
    const uint32_t* first = table.data() + (shared ? 0 : r * pages_each);
    calls.push_back({q.data() + offset, out.data() + offset, first, keys});
    checks.push_back({q.data() + offset, expected.data() + offset, first, keys});
  }
  ThreadTeam team(threads);
  const Kernels& kernels = Target(target);
  const auto attend = [&] { kernels.attention(kv, calls.data(), rows, kHeads, team); };
  attend();
  const size_t checked = std::min<size_t>(rows, 2);
  Target("scalar").attention(kv, checks.data(), checked, kHeads, team);
  if (!std::equal(out.begin(), out.begin() + checked * kHeads * kDim, expected.begin(), SameBits)) {
    state.SkipWithError("differs from the scalar kernels");
    return;
  }
  double best = 1e9, total = 0;
  for (auto _ : state) {
    const auto begin = Clock::now();
    attend();
    const double seconds = Seconds(begin);
    best = std::min(best, seconds);
    total += seconds;
  }
  const double flops = 4.0 * static_cast<double>(rows) * keys * kHeads * kDim;
  const double peak = PeakGflops(target) * threads;
  state.counters["best"] = flops / best * 1e-9;
  state.counters["best%"] = 100 * flops / best * 1e-9 / peak;
  state.counters["GFLOPs"] = flops * static_cast<double>(state.iterations()) / total * 1e-9;
}

enum class Vocabulary { kExpMass, kExpRow, kMax, kArgMax };

void RunVocabulary(benchmark::State& state, const std::string& target, Vocabulary what, size_t n) {
  const Kernels& kernels = Target(target);
  const auto x = RandomFloats(n, 1, 4.0f);
  std::vector<float> out(n);
  for (auto _ : state) {
    switch (what) {
      case Vocabulary::kExpMass:
        benchmark::DoNotOptimize(kernels.exp_mass(x.data(), n, 15.0f, 0.7f, -8.0f));
        break;
      case Vocabulary::kExpRow:
        kernels.exp_row(x.data(), n, 15.0f, 0.7f, out.data());
        break;
      case Vocabulary::kMax:
        benchmark::DoNotOptimize(kernels.max(x.data(), n));
        break;
      case Vocabulary::kArgMax:
        benchmark::DoNotOptimize(kernels.argmax(x.data(), n));
        break;
    }
    benchmark::ClobberMemory();
  }
}

void RunElementwise(benchmark::State& state, const std::string& target, bool silu) {
  const Kernels& kernels = Target(target);
  const auto x = RandomFloats(1536, 1), w = RandomFloats(1536, 2);
  std::vector<float> out(1536);
  for (auto _ : state) {
    if (silu) {
      kernels.silu_mul(x.data(), w.data(), 1536, out.data());
    } else {
      kernels.rms_norm(x.data(), w.data(), 1e-5f, 576, out.data());
    }
    benchmark::ClobberMemory();
  }
}

void RegisterTarget(const std::string& target) {
  for (const MatrixCase& shape : kMatrices) {
    for (const size_t m : {1, 2, 4, 8, 16, 32, 64, 256}) {
      for (const int threads : {1, 2}) {
        const std::string name = target + "/matmul/" + shape.name + "_" +
                                 TensorTypeName(shape.type) + "/m:" + std::to_string(m) +
                                 "/threads:" + std::to_string(threads);
        benchmark::RegisterBenchmark(name.c_str(), RunMatmul, target, shape, m, threads)
            ->UseRealTime()
            ->Unit(benchmark::kMicrosecond);
      }
    }
  }
  struct AttentionCase {
    size_t rows;
    int keys;
    bool shared;
  };
  for (const AttentionCase c : {AttentionCase{1, 144, false},
                                {8, 144, false},
                                {64, 144, false},
                                {32, 1024, false},
                                {32, 1024, true},
                                {1, 8192, false}}) {
    for (const int threads : {1, 2}) {
      const std::string name = target + "/attention/rows:" + std::to_string(c.rows) +
                               "/keys:" + std::to_string(c.keys) + (c.shared ? "/shared" : "/own") +
                               "/threads:" + std::to_string(threads);
      benchmark::RegisterBenchmark(name.c_str(), RunAttention, target, c.rows, c.keys, c.shared,
                                   threads)
          ->UseRealTime()
          ->Unit(benchmark::kMicrosecond);
    }
  }
  constexpr std::pair<const char*, Vocabulary> kVocabularyRows[] = {
      {"exp_mass", Vocabulary::kExpMass},
      {"exp_row", Vocabulary::kExpRow},
      {"max", Vocabulary::kMax},
      {"argmax", Vocabulary::kArgMax}};
  for (const auto& [name, what] : kVocabularyRows) {
    for (const size_t n : {49152, 151936}) {
      benchmark::RegisterBenchmark((target + "/" + name + "/" + std::to_string(n)).c_str(),
                                   RunVocabulary, target, what, n)
          ->Unit(benchmark::kMicrosecond);
    }
  }
  benchmark::RegisterBenchmark((target + "/rms_norm/576").c_str(), RunElementwise, target, false);
  benchmark::RegisterBenchmark((target + "/silu_mul/1536").c_str(), RunElementwise, target, true);
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  for (const std::string& target : rbench::AvailableKernelTargets()) {
    if (target != "scalar") rbench::RegisterTarget(target);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
