#include "models/formats/gguf_parts.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "models/formats/model_folder.h"

namespace rbench {
namespace {

constexpr int64_t kMaxParts = 1024;

struct SplitKeys {
  int64_t number = 0;  // from 0
  int64_t count = 1;
  std::optional<int64_t> tensors;  // of all parts
};

Result<SplitKeys> ReadSplitKeys(const GgufFile& file) {
  SplitKeys keys;
  RBENCH_ASSIGN_OR_RETURN(const auto count, file.Integer("split.count", 0, kMaxParts));
  RBENCH_ASSIGN_OR_RETURN(const auto number, file.Integer("split.no", 0, kMaxParts));
  RBENCH_ASSIGN_OR_RETURN(keys.tensors, file.Integer("split.tensors.count", 0, INT32_MAX));
  keys.count = count.value_or(1);
  keys.number = number.value_or(0);
  return keys;
}

std::string Suffix(int64_t number, int64_t count) {
  return fmt::format("-{:05}-of-{:05}.gguf", number + 1, count);
}

// Parses the first file; says how many there are.
Result<SplitKeys> ReadFirst(const std::string& path, const MappedFile& mapped, GgufFile& file) {
  RBENCH_ASSIGN_OR_RETURN(file, GgufFile::Parse(mapped.bytes()));
  RBENCH_ASSIGN_OR_RETURN(const SplitKeys keys, ReadSplitKeys(file));
  if (keys.count > 1 && (keys.number != 0 || !path.ends_with(Suffix(0, keys.count)))) {
    return InvalidInput(
        fmt::format("is part {} of {} of a model; name the first part, whose name ends with \"{}\"",
                    keys.number + 1, keys.count, Suffix(0, keys.count)));
  }
  return keys;
}

// Adds part `number` of the `count` that the first speaks of.
Status AddPart(const MappedFile& mapped, int64_t number, int64_t count, GgufFile& file) {
  RBENCH_ASSIGN_OR_RETURN(const GgufFile part, GgufFile::Parse(mapped.bytes()));
  RBENCH_ASSIGN_OR_RETURN(const SplitKeys keys, ReadSplitKeys(part));
  if (keys.number != number || keys.count != count) {
    return InvalidInput(fmt::format("says that it is part {} of {}; its name says {} of {}",
                                    keys.number + 1, keys.count, number + 1, count));
  }
  return file.AddPart(part);
}

}  // namespace

Result<GgufParts> OpenGgufParts(const std::string& path) {
  GgufParts parts;
  RBENCH_ASSIGN_OR_RETURN(MappedFile first, MappedFile::Open(path));
  Result<SplitKeys> keys = ReadFirst(path, first, parts.file);
  if (!keys) return std::move(keys).error().WithContext(path);
  parts.files.push_back(std::move(first));
  if (keys->count <= 1) return parts;
  // The user named the first part; the others are names that a file asks for.
  const std::filesystem::path place(path);
  RBENCH_ASSIGN_OR_RETURN(
      const ModelFolder folder,
      ModelFolder::Open(place.has_parent_path() ? place.parent_path().string() : "."));
  const std::string name = place.filename().string();
  const std::string stem = name.substr(0, name.size() - Suffix(0, keys->count).size());
  for (int64_t number = 1; number < keys->count; ++number) {
    const std::string part = stem + Suffix(number, keys->count);
    RBENCH_ASSIGN_OR_RETURN(const std::string real_path, folder.PathOf(part));
    RBENCH_ASSIGN_OR_RETURN(MappedFile mapped, MappedFile::Open(real_path));
    Status added = AddPart(mapped, number, keys->count, parts.file);
    if (!added) return std::move(added).error().WithContext(folder.path() + "/" + part);
    parts.files.push_back(std::move(mapped));
  }
  const auto tensors = static_cast<int64_t>(parts.file.tensors().size());
  if (keys->tensors.value_or(tensors) != tensors) {
    return InvalidInput(fmt::format("{}: has {} tensors in its {} parts; split.tensors.count is {}",
                                    path, tensors, keys->count, *keys->tensors));
  }
  return parts;
}

}  // namespace rbench
