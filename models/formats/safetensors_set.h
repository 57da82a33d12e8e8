#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"
#include "models/formats/model_folder.h"
#include "models/formats/safetensors.h"
#include "models/model_spec.h"

namespace rbench {

// The tensors of a model folder: model.safetensors, or the shards that model.safetensors.index.json
// lists. Mapped, not read. Immutable after Open.
class SafetensorsSet {
 public:
  // Errors name the file, and: a shard that is absent, lies outside the folder or is cut; a tensor
  // that the index places in a shard that does not hold it; a tensor in a shard that the index does
  // not place there, or that two shards hold; a total size that is not that of the shards. Folders
  // with pickle files only are refused with the remedy.
  static Result<SafetensorsSet> Open(const ModelFolder& folder);

  struct File {
    std::string name;  // in the folder
    std::shared_ptr<const MappedFile> mapped;
    SafetensorsFile content;
  };
  const std::vector<File>& files() const { return files_; }  // by name

  size_t num_tensors() const { return by_name_.size(); }
  const TensorView* Find(std::string_view name) const;
  // Calls `visit` for every tensor, file by file.
  void ForEach(const std::function<void(const TensorView&)>& visit) const;

 private:
  struct Place {
    size_t file;
    size_t tensor;
  };

  Status AddFile(const ModelFolder& folder, const std::string& name);
  void SortNames();
  Status CheckIndex(const std::map<std::string, std::string>& file_of,
                    const std::string& index) const;
  const TensorView& TensorAt(const Place& place) const {
    return files_[place.file].content.tensors()[place.tensor];
  }

  std::vector<File> files_;
  std::vector<Place> by_name_;  // every tensor, sorted by name: shards may be many
};

}  // namespace rbench
