#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

// model.safetensors.index.json: which file holds which tensor.
struct ShardIndex {
  std::map<std::string, std::string> file_of;  // by tensor
  std::set<std::string> files;                 // at least one, each ends with ".safetensors"
  std::optional<uint64_t> total_size;          // of all tensors, in bytes
};

inline constexpr size_t kMaxShardIndexBytes = size_t{1} << 26;

// The names of the files are as the text has them: ModelFolder decides whether they may be opened.
// Errors do not name the file.
Result<ShardIndex> ReadShardIndex(std::string_view text);

}  // namespace rbench
