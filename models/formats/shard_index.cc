#include "models/formats/shard_index.h"

#include <fmt/format.h>

#include "base/json.h"
#include "models/formats/gguf_file.h"

namespace rbench {
namespace {

constexpr size_t kMaxShards = 10'000;

}  // namespace

Result<ShardIndex> ReadShardIndex(std::string_view text) {
  JsonLimits limits;
  limits.max_depth = 4;
  limits.max_bytes = kMaxShardIndexBytes;
  RBENCH_ASSIGN_OR_RETURN(const Json json, ParseJson(text, limits));
  if (!json.is_object()) return InvalidInput("is no JSON object");
  const auto map = json.find("weight_map");
  if (map == json.end() || !map->is_object()) {
    return InvalidInput("has no object \"weight_map\"");
  }
  ShardIndex index;
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

}  // namespace rbench
