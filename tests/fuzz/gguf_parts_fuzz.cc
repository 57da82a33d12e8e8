#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/files.h"
#include "models/formats/gguf.h"
#include "models/formats/gguf_file.h"
#include "tests/fuzz/scratch_folder.h"

// GGUF models in several parts: the input is the parts one after the other, each beginning with
// "GGUF". First in memory, against a map of names; then, where the first says that it is one of
// several, as files.

namespace rbench {
namespace {

constexpr size_t kMaxParts = 6;

std::vector<std::string_view> Split(std::string_view input) {
  std::vector<std::string_view> parts;
  while (!input.empty()) {
    const size_t next = parts.size() + 1 < kMaxParts ? input.find("GGUF", 1) : input.npos;
    parts.push_back(input.substr(0, next));
    input.remove_prefix(parts.back().size());
  }
  return parts;
}

void CheckTensors(const GgufFile& file, const std::map<std::string, GgufTensor>& wanted) {
  RBENCH_CHECK(file.tensors().size() == wanted.size());
  for (const auto& [name, tensor] : wanted) {
    const GgufTensor* const found = file.FindTensor(name);
    RBENCH_CHECK(found != nullptr && found->name == name);
    RBENCH_CHECK(found->bytes.data() == tensor.bytes.data() && found->dims == tensor.dims &&
                 found->bytes.size() == tensor.bytes.size() && found->type == tensor.type);
  }
}

void TryInMemory(const std::vector<std::string_view>& parts) {
  // Copies of exactly their size: reading beyond one is seen.
  std::vector<std::vector<std::byte>> copies;
  for (const std::string_view part : parts) {
    const auto bytes = std::as_bytes(std::span(part.data(), part.size()));
    copies.emplace_back(bytes.begin(), bytes.end());
  }
  Result<GgufFile> whole = GgufFile::Parse(copies.front());
  if (!whole) return;
  std::map<std::string, GgufTensor> wanted;
  for (const GgufTensor& tensor : whole->tensors()) wanted.emplace(tensor.name, tensor);
  const size_t num_values = whole->values().size();
  for (size_t i = 1; i < copies.size(); ++i) {
    const Result<GgufFile> part = GgufFile::Parse(copies[i]);
    if (!part) continue;
    std::map<std::string, GgufTensor> together = wanted;
    for (const GgufTensor& tensor : part->tensors()) together.emplace(tensor.name, tensor);
    const bool apart = together.size() == wanted.size() + part->tensors().size();
    RBENCH_CHECK(whole->AddPart(*part).has_value() == apart);
    if (apart) wanted = std::move(together);
    CheckTensors(*whole, wanted);
    RBENCH_CHECK(whole->values().size() == num_values && whole->FindTensor("no name") == nullptr);
  }
}

void TryAsFiles(const std::vector<std::string_view>& parts) {
  const auto first = std::as_bytes(std::span(parts.front().data(), parts.front().size()));
  const Result<GgufFile> header = GgufFile::ParseHeader(first);
  if (!header) return;
  const auto count = header->Integer("split.count", 2, kMaxParts);
  if (!count || !count->has_value()) return;
  ScratchFolder folder;
  const auto name = [&](size_t number) {
    return fmt::format("{}/m-{:05}-of-{:05}.gguf", folder.path(), number + 1, **count);
  };
  for (size_t i = 0; i < parts.size(); ++i) folder.Write(name(i), parts[i]);
  const Result<Checkpoint> opened = OpenGguf(name(0), {.pre_tokenizer = "", .hash_file = false});
  if (!opened) {
    RBENCH_CHECK(opened.error().message.find(folder.path()) != std::string::npos);
    return;
  }
  RBENCH_CHECK(parts.size() >= static_cast<size_t>(**count));
  size_t bytes = 0;
  for (int64_t i = 0; i < **count; ++i) bytes += parts[static_cast<size_t>(i)].size();
  RBENCH_CHECK(opened->file_bytes == bytes);
  for (const LayerWeights& layer : opened->weights.layers) {
    RBENCH_CHECK(layer.down.rows() * layer.down.row_bytes() == layer.down.bytes.size());
    // Read every byte: a view that leaves its part is seen.
    unsigned sum = 0;
    for (const std::byte byte : layer.down.bytes) sum += std::to_integer<unsigned>(byte);
    RBENCH_CHECK(sum <= layer.down.bytes.size() * 255);
  }
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const auto parts = rbench::Split({reinterpret_cast<const char*>(data), size});
  rbench::TryInMemory(parts);
  rbench::TryAsFiles(parts);
  return 0;
}
