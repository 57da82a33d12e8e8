#include "cli/machine.h"

#include <string_view>

#include "base/files.h"
#include "cli/model_flags.h"
#include "models/kernels/kernels.h"

namespace rbench {

std::string CpuName() {
  auto text = ReadFile("/proc/cpuinfo", size_t{16} << 20);
  if (!text) return "unknown";
  constexpr std::string_view kKey = "model name";
  const size_t key = text->find(kKey);
  const size_t colon = key == std::string::npos ? key : text->find(':', key);
  if (colon == std::string::npos) return "unknown";
  const size_t begin = text->find_first_not_of(" \t", colon + 1);
  return text->substr(begin, text->find('\n', begin) - begin);
}

Json MachineJson(const std::string& kernel_target, int threads) {
  auto kernels = SelectKernels(kernel_target);
  return Json{{"cpu", CpuName()},
              {"cores", AvailableCores()},
              {"memory_bytes", MachineMemoryBytes()},
              {"kernels", kernels ? (*kernels)->name : ""},
              {"threads", threads}};
}

}  // namespace rbench
