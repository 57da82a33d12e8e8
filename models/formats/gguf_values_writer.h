#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/formats/gguf_file.h"

namespace rbench {

// Little endian, as on every machine that rbench runs on.
template <typename T>
void AppendGguf(T value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// A string: its length in 8 bytes, then its bytes.
inline void AppendGgufText(std::string_view text, std::string& out) {
  AppendGguf(uint64_t{text.size()}, out);
  out.append(text);
}

// The key-values of a GGUF file, in the order of Add. The caller gives no key twice.
class GgufValuesWriter {
 public:
  void Add(std::string_view key, uint32_t value) { AddNumber(key, GgufType::kU32, value); }
  void Add(std::string_view key, float value) { AddNumber(key, GgufType::kF32, value); }
  void Add(std::string_view key, bool value) {
    AddNumber(key, GgufType::kBool, static_cast<uint8_t>(value));
  }
  void Add(std::string_view key, std::string_view value) {
    AddHead(key, GgufType::kString);
    AppendGgufText(value, bytes_);
  }
  void Add(std::string_view key, const char* value) { Add(key, std::string_view(value)); }
  void Add(std::string_view key, const std::vector<std::string>& values) {
    AddArrayHead(key, GgufType::kString, values.size());
    for (const std::string& value : values) AppendGgufText(value, bytes_);
  }
  void Add(std::string_view key, const std::vector<int32_t>& values) {
    AddArrayHead(key, GgufType::kI32, values.size());
    for (const int32_t value : values) AppendGguf(value, bytes_);
  }
  void Add(std::string_view key, const std::vector<float>& values) {
    AddArrayHead(key, GgufType::kF32, values.size());
    for (const float value : values) AppendGguf(value, bytes_);
  }

  uint64_t count() const { return count_; }
  const std::string& bytes() const { return bytes_; }

 private:
  void AddHead(std::string_view key, GgufType type) {
    AppendGgufText(key, bytes_);
    AppendGguf(static_cast<uint32_t>(type), bytes_);
    ++count_;
  }
  void AddArrayHead(std::string_view key, GgufType type, size_t items) {
    AddHead(key, GgufType::kArray);
    AppendGguf(static_cast<uint32_t>(type), bytes_);
    AppendGguf(uint64_t{items}, bytes_);
  }
  template <typename T>
  void AddNumber(std::string_view key, GgufType type, T value) {
    AddHead(key, type);
    AppendGguf(value, bytes_);
  }

  uint64_t count_ = 0;
  std::string bytes_;
};

}  // namespace rbench
