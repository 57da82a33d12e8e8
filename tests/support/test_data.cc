#include "tests/support/test_data.h"

#include <cstdlib>
#include <filesystem>

namespace rbench {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string TestDataDirectory() {
  std::string directory = Environment("RBENCH_DATA");
  if (directory.empty()) directory = "../shared/data";
  return std::filesystem::is_directory(directory) ? directory : "";
}

std::string ModelPath() {
  if (std::string path = Environment("RBENCH_MODEL"); !path.empty()) return path;
  std::string cache = Environment("RBENCH_CACHE");
  if (cache.empty()) {
    const std::string base = Environment("XDG_CACHE_HOME");
    cache = base.empty() ? Environment("HOME") + "/.cache/rbench" : base + "/rbench";
  }
  const std::string path = cache + "/models/SmolLM2-135M-Instruct.Q4_1.gguf";
  return std::filesystem::is_regular_file(path) ? path : "";
}

bool DataIsRequired() { return Environment("RBENCH_REQUIRE_DATA") == "1"; }

}  // namespace rbench
