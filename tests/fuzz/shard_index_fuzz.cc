#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "base/check.h"
#include "models/formats/safetensors_set.h"
#include "models/formats/shard_index.h"
#include "tests/fuzz/scratch_folder.h"

// model.safetensors.index.json, and behind a byte 0 the bytes of the shard "3.safetensors". The
// folder has two good shards more, one that is a link out of it, and a folder with the name of one.
// What is accepted must be exactly what the index says, and lie inside the folder.

namespace rbench {
namespace {

std::string Shard(std::initializer_list<const char*> names) {
  std::string header = "{";
  size_t begin = 0;
  for (const char* name : names) {
    header += fmt::format("{}\"{}\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[{},{}]}}",
                          begin == 0 ? "" : ",", name, begin, begin + 4);
    begin += 4;
  }
  header += '}';
  const uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + header + std::string(begin, 'x');
}

// Written once; an input changes the index and the third shard.
class Folder {
 public:
  Folder() {
    outside_.Write(outside_.path() + "/out.safetensors", Shard({"a"}));
    folder_.Write(folder_.path() + "/1.safetensors", Shard({"a", "b"}));
    folder_.Write(folder_.path() + "/2.safetensors", Shard({"c"}));
    RBENCH_CHECK(::symlink((outside_.path() + "/out.safetensors").c_str(),
                           (folder_.path() + "/link.safetensors").c_str()) == 0);
    RBENCH_CHECK(::symlink("2.safetensors", (folder_.path() + "/same.safetensors").c_str()) == 0);
    std::filesystem::create_directory(folder_.path() + "/folder.safetensors");
  }

  Result<SafetensorsSet> Open(std::string_view index, std::string_view third) {
    const std::string& path = folder_.path();
    RBENCH_CHECK(folder_.Write(path + "/model.safetensors.index.json", index));
    RBENCH_CHECK(folder_.Write(path + "/3.safetensors", third));
    return SafetensorsSet::Open(*ModelFolder::Open(path));
  }
  const std::string& path() const { return folder_.path(); }

 private:
  ScratchFolder outside_, folder_;
};

void Try(std::string_view text, std::string_view third) {
  static Folder folder;
  const Result<ShardIndex> index = ReadShardIndex(text);
  const Result<SafetensorsSet> set = folder.Open(text, third);
  RBENCH_CHECK(index || !set);
  if (!set) {
    RBENCH_CHECK(set.error().message.find(folder.path()) != std::string::npos);
    return;
  }
  RBENCH_CHECK(set->num_tensors() == index->file_of.size());
  RBENCH_CHECK(set->files().size() == index->files.size());
  uint64_t total = 0;
  for (const SafetensorsSet::File& file : set->files()) {
    RBENCH_CHECK(index->files.contains(file.name) && file.name != "link.safetensors");
    const auto bytes = file.mapped->bytes();
    for (const TensorView& tensor : file.content.tensors()) {
      RBENCH_CHECK(index->file_of.at(tensor.name) == file.name);
      RBENCH_CHECK(set->Find(tensor.name) == &tensor);
      total += tensor.bytes.size();
      if (tensor.bytes.empty()) continue;
      RBENCH_CHECK(tensor.bytes.data() >= bytes.data() &&
                   tensor.bytes.data() + tensor.bytes.size() <= bytes.data() + bytes.size());
    }
  }
  RBENCH_CHECK(index->total_size.value_or(total) == total);
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t split = input.find('\0');
  rbench::Try(input.substr(0, split),
              split == std::string_view::npos ? std::string_view() : input.substr(split + 1));
  return 0;
}
