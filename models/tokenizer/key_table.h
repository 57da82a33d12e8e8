#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rbench {

// Mixes a key with a seed; keys chosen without knowing the seed spread evenly.
inline uint64_t MixKey(uint64_t key, uint64_t seed) {
  const auto product = static_cast<unsigned __int128>(key ^ seed) * 0x9E3779B97F4A7C15u;
  const uint64_t folded = static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  const auto again = static_cast<unsigned __int128>(folded ^ 0xD6E8FEB86659FD93u) * (seed | 1);
  return static_cast<uint64_t>(again) ^ static_cast<uint64_t>(again >> 64);
}

// A fixed map from 64-bit keys to 32-bit values: open addressing at half load or less. Filled once,
// then read by any thread. The seed should depend on the contents (a digest of the file), so that a
// file cannot choose keys that collide.
class KeyTable {
 public:
  static constexpr uint32_t kAbsent = 0xFFFFFFFF;

  KeyTable() : KeyTable(0, 1) {}
  // Room for `capacity` keys.
  KeyTable(size_t capacity, uint64_t seed) : seed_(seed) {
    size_t slots = 8;
    while (slots < capacity * 2) slots *= 2;
    slots_.resize(slots);
    mask_ = slots - 1;
  }

  // Adds a key, unless it is there already: then returns false and changes nothing.
  bool Insert(uint64_t key, uint32_t value) {
    size_t slot = MixKey(key, seed_) & mask_;
    for (; slots_[slot].value != kAbsent; slot = (slot + 1) & mask_) {
      if (slots_[slot].key == key) return false;
    }
    slots_[slot] = {key, value};
    return true;
  }

  size_t bytes() const { return slots_.size() * sizeof(Slot); }

  uint32_t Find(uint64_t key) const {
    size_t slot = MixKey(key, seed_) & mask_;
    for (; slots_[slot].value != kAbsent; slot = (slot + 1) & mask_) {
      if (slots_[slot].key == key) return slots_[slot].value;
    }
    return kAbsent;
  }

 private:
  struct Slot {
    uint64_t key = 0;
    uint32_t value = kAbsent;
  };

  uint64_t seed_;
  size_t mask_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace rbench
