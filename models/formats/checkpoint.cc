#include "models/formats/checkpoint.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "models/formats/gguf_file.h"
#include "models/formats/hf_folder.h"
#include "models/formats/model_folder.h"
#include "models/formats/pickle_files.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> GgufFiles(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(".gguf")) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// "model-00002-of-00003.gguf".
bool IsLaterPart(const std::string& name) {
  constexpr std::string_view kShape = "-00000-of-00000.gguf";
  if (name.size() < kShape.size()) return false;
  const std::string_view end = std::string_view(name).substr(name.size() - kShape.size());
  for (size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? end[i] < '0' || end[i] > '9' : end[i] != kShape[i]) return false;
  }
  return end.substr(1, 5) != "00001";
}

Result<Checkpoint> OpenFolder(const std::string& path, const CheckpointOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(const ModelFolder folder, ModelFolder::Open(path));
  if (folder.Has("config.json")) return OpenHfFolder(folder, options);
  std::vector<std::string> names = GgufFiles(path);
  if (names.empty()) {
    const std::string pickle = FirstPickleFile(path);
    if (!pickle.empty()) return PickleRefused(folder.path() + "/" + pickle + " is a pickle file");
    return NotFound(
        fmt::format("{} holds no model: it has neither config.json nor a GGUF file", path));
  }
  // The reader opens the other parts of a model by name.
  for (const std::string& name : names) RBENCH_RETURN_IF_ERROR(folder.PathOf(name));
  std::erase_if(names, &IsLaterPart);
  if (names.size() != 1) {
    return InvalidInput(fmt::format("{} holds {} GGUF models; give the path of one{}", path,
                                    names.size(),
                                    names.empty() ? "" : ", as " + path + "/" + names.front()));
  }
  return OpenGguf(path + "/" + names.front(), options);
}

}  // namespace

Result<Checkpoint> OpenCheckpoint(const std::string& path, const CheckpointOptions& options) {
  if (DirectoryExists(path)) return OpenFolder(path, options);
  if (path.ends_with(".safetensors") || path.ends_with(".safetensors.index.json")) {
    return InvalidInput(fmt::format(
        "{} holds weights only; give the folder that has config.json and tokenizer.json too",
        path));
  }
  if (IsPickleName(path)) return PickleRefused(path + " is a pickle file");
  return OpenGguf(path, options);
}

}  // namespace rbench
