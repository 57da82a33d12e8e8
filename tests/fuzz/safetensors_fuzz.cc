#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/check.h"
#include "models/formats/safetensors.h"

// Safetensors files. What is accepted must lie back to back from the first byte of the data to the
// last, be found by its name, and come back from what the writer makes of it.

namespace rbench {
namespace {

void TryFile(std::span<const std::byte> bytes) {
  const Result<SafetensorsFile> file = SafetensorsFile::Parse(bytes);
  if (!file) {
    RBENCH_CHECK(!file.error().message.empty());
    return;
  }
  size_t data = 0;
  for (const TensorView& tensor : file->tensors()) data += tensor.bytes.size();
  RBENCH_CHECK(data <= bytes.size());
  const std::byte* next = bytes.data() + bytes.size() - data;
  for (const TensorView& tensor : file->tensors()) {
    RBENCH_CHECK(file->Find(tensor.name) == &tensor);
    RBENCH_CHECK(tensor.bytes.empty() || tensor.bytes.data() == next);
    next += tensor.bytes.size();
    size_t size = TensorBlockBytes(tensor.type);
    for (const size_t extent : tensor.shape) size *= extent;
    RBENCH_CHECK(size == tensor.bytes.size());
  }
  std::string written = SafetensorsHeader(file->tensors());
  RBENCH_CHECK(written.size() % 8 == 0);
  written.append(reinterpret_cast<const char*>(bytes.data() + bytes.size() - data), data);
  const Result<SafetensorsFile> again =
      SafetensorsFile::Parse(std::as_bytes(std::span(written.data(), written.size())));
  RBENCH_CHECK(again.has_value() && again->tensors().size() == file->tensors().size());
  for (size_t i = 0; i < file->tensors().size(); ++i) {
    const TensorView& a = file->tensors()[i];
    const TensorView& b = again->tensors()[i];
    RBENCH_CHECK(a.name == b.name && a.type == b.type && a.shape == b.shape);
  }
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rbench::TryFile(std::as_bytes(std::span(data, size)));
  return 0;
}
