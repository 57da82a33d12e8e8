#include "sandbox/machine_speed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace rbench {
namespace {

constexpr int kKernelVersion = 1;
constexpr int kRounds = 25;
// CPU time of one round of version 1 on the machine whose factor is 1: the Intel Xeon with AVX-512
// (a cloud machine of 2023, its neighbours idle) that also gave lcb_style its limits.
constexpr double kReferenceSeconds = 0.0088;

double CpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

uint64_t Next(uint64_t& state) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

// A small machine with registers and jumps: branches that are hard to foresee and chains of loads,
// as an interpreter has them.
uint64_t Interpret(const std::vector<uint8_t>& code, int steps) {
  std::array<uint64_t, 16> reg{};
  for (size_t i = 0; i < reg.size(); ++i) reg[i] = i * 0x9e3779b97f4a7c15ULL + 1;
  size_t at = 0;
  for (int i = 0; i < steps; ++i) {
    const uint8_t op = code[at];
    uint64_t& a = reg[op & 15];
    const uint64_t b = reg[(op >> 2) & 15];
    switch (op >> 4 & 7) {
      case 0:
        a += b;
        break;
      case 1:
        a ^= b >> 3;
        break;
      case 2:
        a = a * 3 + b;
        break;
      case 3:
        a = (a << 7) | (a >> 57);
        break;
      case 4:
        if ((a & 1) != 0) ++at;
        break;
      case 5:
        a -= b;
        break;
      case 6:
        at += a & 31;
        break;
      default:
        a = b + static_cast<uint64_t>(i);
    }
    at = at + 1 < code.size() ? at + 1 : at & 255;
  }
  return reg[0] ^ reg[7];
}

// What programs of contests do: interpret, sort, follow pointers through more than a cache.
uint64_t Kernel(const std::vector<uint8_t>& code, std::vector<uint32_t>& chain,
                std::vector<uint32_t>& numbers) {
  uint64_t state = 88172645463325252ULL;
  uint64_t sum = Interpret(code, 600'000);
  for (uint32_t& number : numbers) number = static_cast<uint32_t>(Next(state));
  std::sort(numbers.begin(), numbers.end());
  sum += numbers[numbers.size() / 2];
  uint32_t at = 0;
  for (int i = 0; i < 60'000; ++i) at = chain[at];
  return sum + at;
}

std::string ProcessorName() {
  const auto text = ReadFile("/proc/cpuinfo", size_t{16} << 20);
  if (!text) return "unknown";
  const size_t line = text->find("model name");
  const size_t colon = line == std::string::npos ? line : text->find(": ", line);
  if (colon == std::string::npos) return "unknown";
  return text->substr(colon + 2, text->find('\n', colon) - colon - 2);
}

}  // namespace

double SnappedTimeFactor(double ratio) {
  if (!(ratio > 0)) return 1;
  const double step = std::clamp(std::round(2 * std::log2(ratio)), -2.0, 4.0);
  return std::exp2(step / 2);
}

MachineSpeed MeasureMachineSpeed() {
  uint64_t state = 0x243f6a8885a308d3ULL;
  std::vector<uint8_t> code(4096);
  for (uint8_t& byte : code) byte = static_cast<uint8_t>(Next(state) >> 24);
  std::vector<uint32_t> numbers(60'000);
  // One cycle through 4 MiB (Sattolo's shuffle).
  std::vector<uint32_t> chain(1 << 20);
  for (uint32_t i = 0; i < chain.size(); ++i) chain[i] = i;
  for (size_t i = chain.size() - 1; i > 0; --i) std::swap(chain[i], chain[Next(state) % i]);

  MachineSpeed speed;
  speed.cpu = ProcessorName();
  // Other work on the machine only adds: the best round is the machine's own.
  for (int round = 0; round < kRounds; ++round) {
    const double begun = CpuSeconds();
    volatile const uint64_t result = Kernel(code, chain, numbers);
    (void)result;
    const double took = CpuSeconds() - begun;
    speed.kernel_s = round == 0 ? took : std::min(speed.kernel_s, took);
  }
  speed.time_factor = SnappedTimeFactor(speed.kernel_s / kReferenceSeconds);
  return speed;
}

MachineSpeed KnownMachineSpeed(const std::string& cache) {
  if (cache.empty()) return MeasureMachineSpeed();
  const std::string path = cache + "/machine_speed.json";
  const std::string cpu = ProcessorName();
  if (const auto text = ReadFile(path, 1 << 16)) {
    const auto json = ParseJson(*text);
    if (json && json->is_object() && json->value("kernel", Json()) == kKernelVersion &&
        json->value("cpu", Json()) == cpu && json->value("kernel_s", Json()).is_number()) {
      const double kernel_s = (*json)["kernel_s"].get<double>();
      if (kernel_s > 0) return {cpu, kernel_s, SnappedTimeFactor(kernel_s / kReferenceSeconds)};
    }
  }
  const MachineSpeed speed = MeasureMachineSpeed();
  const Json json = {{"kernel", kKernelVersion}, {"cpu", speed.cpu}, {"kernel_s", speed.kernel_s}};
  // Not being able to keep it is no error: it is measured again.
  if (MakeDirectories(cache)) (void)WriteFileAtomic(path, DumpJsonPretty(json));
  return speed;
}

}  // namespace rbench
