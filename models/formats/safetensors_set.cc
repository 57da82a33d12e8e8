#include "models/formats/safetensors_set.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/formats/gguf_file.h"
#include "models/formats/pickle_files.h"
#include "models/formats/shard_index.h"

namespace rbench {
namespace {

constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

Error NoWeights(const ModelFolder& folder) {
  const std::string pickle = FirstPickleFile(folder.path());
  if (!pickle.empty()) {
    return PickleRefused(fmt::format("{} has its weights in a pickle file ({})", folder.path(),
                                     QuotedForMessage(pickle)));
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
  for (size_t i = 0; i < content->tensors().size(); ++i) by_name_.push_back({files_.size(), i});
  files_.push_back(
      {name, std::make_shared<const MappedFile>(std::move(mapped)), *std::move(content)});
  return {};
}

void SafetensorsSet::SortNames() {
  std::sort(by_name_.begin(), by_name_.end(),
            [&](const Place& a, const Place& b) { return TensorAt(a).name < TensorAt(b).name; });
}

// The index and the shards must say the same of every tensor.
Status SafetensorsSet::CheckIndex(const std::map<std::string, std::string>& file_of,
                                  const std::string& index) const {
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
    set.SortNames();
    return set;
  }
  if (!folder.Has(kIndex)) return NoWeights(folder);
  const std::string index_path = folder.path() + "/" + kIndex;
  RBENCH_ASSIGN_OR_RETURN(const std::string text, folder.ReadOptional(kIndex, kMaxShardIndexBytes));
  Result<ShardIndex> index = ReadShardIndex(text);
  if (!index) return std::move(index).error().WithContext(index_path);
  for (const std::string& name : index->files) {
    Status added = set.AddFile(folder, name);
    if (!added) return std::move(added).error().WithContext(index_path);
  }
  set.SortNames();
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
  const auto at = std::lower_bound(
      by_name_.begin(), by_name_.end(), name,
      [&](const Place& place, std::string_view wanted) { return TensorAt(place).name < wanted; });
  if (at == by_name_.end() || TensorAt(*at).name != name) return nullptr;
  return &TensorAt(*at);
}

void SafetensorsSet::ForEach(const std::function<void(const TensorView&)>& visit) const {
  for (const File& file : files_) {
    for (const TensorView& tensor : file.content.tensors()) visit(tensor);
  }
}

}  // namespace rbench
