#include <string>
#include <vector>

#include "hwy/targets.h"
#include "models/kernels/kernels.h"
#include "models/kernels/scalar_kernels.h"
#include "models/kernels/vector_kernels.h"

namespace rbench {
namespace {

std::vector<const Kernels*> FindAvailable() {
  std::vector<const Kernels*> available;
  const auto supported = static_cast<int64_t>(hwy::SupportedTargets());
  for (const int64_t target : {int64_t{HWY_AVX3}, int64_t{HWY_AVX2}, int64_t{HWY_NEON}}) {
    if ((supported & target) == 0) continue;
    if (const Kernels* kernels = VectorKernels(target)) available.push_back(kernels);
  }
  available.push_back(&ScalarKernels());
  return available;
}

// Best first. Asked once: the question traps in virtual machines and costs tens of microseconds.
const std::vector<const Kernels*>& Available() {
  static const std::vector<const Kernels*> available = FindAvailable();
  return available;
}

}  // namespace

std::vector<std::string> AvailableKernelTargets() {
  std::vector<std::string> names;
  for (const Kernels* kernels : Available()) names.push_back(kernels->name);
  return names;
}

Result<const Kernels*> SelectKernels(std::string_view target) {
  std::string names;
  for (const Kernels* kernels : Available()) {
    if (target == "auto" || target == kernels->name) return kernels;
    names += names.empty() ? "" : ", ";
    names += kernels->name;
  }
  return InvalidInput("kernel target \"" + std::string(target) +
                      "\" is not available on this machine; it can run: auto, " + names);
}

}  // namespace rbench
