#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace rbench {

// Cursor over bytes that may end at any point: every read says whether the bytes were there, none
// looks beyond the end.
class GgufReader {
 public:
  explicit GgufReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  size_t position() const { return position_; }
  size_t remaining() const { return bytes_.size() - position_; }

  // Little endian, as on every machine that rbench runs on.
  template <typename T>
  bool Read(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (remaining() < sizeof value) return false;
    std::memcpy(&value, bytes_.data() + position_, sizeof value);
    position_ += sizeof value;
    return true;
  }

  bool Take(uint64_t size, std::span<const std::byte>& taken) {
    if (size > remaining()) return false;
    taken = bytes_.subspan(position_, static_cast<size_t>(size));
    position_ += static_cast<size_t>(size);
    return true;
  }

  // A string: its length in 8 bytes, then its bytes.
  bool ReadString(std::string_view& text) {
    uint64_t size = 0;
    std::span<const std::byte> taken;
    if (!Read(size) || !Take(size, taken)) return false;
    text = {reinterpret_cast<const char*>(taken.data()), taken.size()};
    return true;
  }

 private:
  std::span<const std::byte> bytes_;
  size_t position_ = 0;
};

}  // namespace rbench
