#include "models/formats/safetensors_set.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "models/formats/gguf_file.h"

namespace rbench {
namespace {

constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";
constexpr size_t kMaxIndexBytes = size_t{1} << 26;
constexpr size_t kMaxShards = 10'000;

struct Index {
  std::map<std::string, std::string> file_of;  // by tensor
  std::set<std::string> files;
  std::optional<uint64_t> total_size;
};

Result<Index> ReadIndex(std::string_view text) {
  JsonLimits limits;
  limits.max_depth = 4;
  limits.max_bytes = kMaxIndexBytes;
  RBENCH_ASSIGN_OR_RETURN(const Json json, ParseJson(text, limits));
  if (!json.is_object()) return InvalidInput("is no JSON object");
  const auto map = json.find("weight_map");
  if (map == json.end() || !map->is_object()) {
    return InvalidInput("has no object \"weight_map\"");
  }
  Index index;
  for (const auto& [tensor, file] : map->items()) {
    if (!file.is_string()) {
      return InvalidInput(fmt::format("places tensor {} in something that is no file name",
                                      QuotedForMessage(tensor)));
    }
    const std::string& name = file.get_ref<const std::string&>();
    if (!name.ends_with(".safetensors")) {
      return InvalidInput(fmt::format("places tensor {} in {}, which is no .safetensors file",
                                      QuotedForMessage(tensor), QuotedForMessage(name)));
    }
    index.file_of.emplace(tensor, name);
    index.files.insert(name);
  }
  if (index.files.empty()) return InvalidInput("places no tensor");
  if (index.files.size() > kMaxShards) {
    return InvalidInput(
        fmt::format("names {} files; at most {} make sense", index.files.size(), kMaxShards));
  }
  const auto metadata = json.find("metadata");
  if (metadata != json.end() && metadata->is_object()) {
    const auto total = metadata->find("total_size");
    // Some writers give it as a real number.
    if (total != metadata->end() && total->is_number_unsigned()) {
      index.total_size = total->get<uint64_t>();
    }
  }
  return index;
}

Error NoWeights(const ModelFolder& folder) {
  std::error_code error;
  std::string pickle;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path(), error)) {
    const std::string extension = entry.path().extension().string();
    const std::string name = entry.path().filename().string();
    for (const char* known : {".bin", ".pt", ".pth", ".ckpt", ".pkl"}) {
      if (extension == known && (pickle.empty() || name < pickle)) pickle = name;
    }
  }
  if (!pickle.empty()) {
    return InvalidInput(fmt::format(
        "{} has its weights in pickle files ({}), which can run code when they are read, so rbench "
        "does not read them; take the safetensors files of the model, or convert it with "
        "save_pretrained(..., safe_serialization=True)",
        folder.path(), QuotedForMessage(pickle)));
  }
  return NotFound(fmt::format("{} has neither {} nor {}", folder.path(), kSingle, kIndex));
}

}  // namespace

Status SafetensorsSet::AddFile(const ModelFolder& folder, const std::string& name) {
  RBENCH_ASSIGN_OR_RETURN(const std::string path, folder.PathOf(name));
  RBENCH_ASSIGN_OR_RETURN(MappedFile mapped, MappedFile::Open(path));
  Result<SafetensorsFile> content = SafetensorsFile::Parse(mapped.bytes());
  if (!content) return std::move(content).error().WithContext(folder.path() + "/" + name);
  mapped.Forget(mapped.bytes());
  num_tensors_ += content->tensors().size();
  files_.push_back(
      {name, std::make_shared<const MappedFile>(std::move(mapped)), *std::move(content)});
  return {};
}

// The index and the shards must say the same of every tensor.
Status SafetensorsSet::CheckIndex(const std::map<std::string, std::string>& file_of,
                                  const std::string& index) {
  for (const File& file : files_) {
    for (const TensorView& tensor : file.content.tensors()) {
      const auto place = file_of.find(tensor.name);
      if (place != file_of.end() && place->second == file.name) continue;
      return InvalidInput(
          fmt::format("{}: {} holds tensor {}, which the index {}", index, file.name,
                      QuotedForMessage(tensor.name),
                      place == file_of.end() ? "does not list" : "places in " + place->second));
    }
  }
  for (const auto& [tensor, name] : file_of) {
    if (Find(tensor) != nullptr) continue;
    return InvalidInput(fmt::format("{}: tensor {} is not in {}, where the index places it", index,
                                    QuotedForMessage(tensor), name));
  }
  return {};
}

Result<SafetensorsSet> SafetensorsSet::Open(const ModelFolder& folder) {
  SafetensorsSet set;
  if (folder.Has(kSingle)) {
    RBENCH_RETURN_IF_ERROR(set.AddFile(folder, kSingle));
    return set;
  }
  if (!folder.Has(kIndex)) return NoWeights(folder);
  const std::string index_path = folder.path() + "/" + kIndex;
  RBENCH_ASSIGN_OR_RETURN(const std::string text, folder.ReadOptional(kIndex, kMaxIndexBytes));
  Result<Index> index = ReadIndex(text);
  if (!index) return std::move(index).error().WithContext(index_path);
  for (const std::string& name : index->files) {
    Status added = set.AddFile(folder, name);
    if (!added) return std::move(added).error().WithContext(index_path);
  }
  RBENCH_RETURN_IF_ERROR(set.CheckIndex(index->file_of, index_path));
  uint64_t total = 0;
  set.ForEach([&](const TensorView& tensor) { total += tensor.bytes.size(); });
  if (index->total_size.value_or(total) != total) {
    return InvalidInput(fmt::format("{}: says that the tensors have {} bytes; they have {}",
                                    index_path, *index->total_size, total));
  }
  return set;
}

const TensorView* SafetensorsSet::Find(std::string_view name) const {
  for (const File& file : files_) {
    if (const TensorView* const tensor = file.content.Find(name)) return tensor;
  }
  return nullptr;
}

void SafetensorsSet::ForEach(const std::function<void(const TensorView&)>& visit) const {
  for (const File& file : files_) {
    for (const TensorView& tensor : file.content.tensors()) visit(tensor);
  }
}

}  // namespace rbench
