#include "models/formats/pickle_files.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

namespace rbench {
namespace {

constexpr std::string_view kSuffixes[] = {".bin", ".pt", ".pth", ".ckpt", ".pkl"};

}  // namespace

bool IsPickleName(std::string_view name) {
  return std::any_of(std::begin(kSuffixes), std::end(kSuffixes),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

std::string FirstPickleFile(const std::string& folder) {
  std::error_code error;
  std::string first;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (IsPickleName(name) && (first.empty() || name < first)) first = std::move(name);
  }
  return first;
}

Error PickleRefused(std::string_view what) {
  return InvalidInput(fmt::format(
      "{}, which can run code when it is read, so rbench does not read it; take the safetensors "
      "files of the model, or convert it with save_pretrained(..., safe_serialization=True)",
      what));
}

}  // namespace rbench
