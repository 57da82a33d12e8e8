#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// Philox4x32-10, the counter-based generator of Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3" (SC 2011). Every random choice in rbench is a pure function of (key, counter), so it
// depends on no order.

namespace rbench {

using PhiloxCounter = std::array<uint32_t, 4>;
using PhiloxKey = std::array<uint32_t, 2>;

// Ten rounds; 128 random bits for one counter under one key.
PhiloxCounter Philox4x32(PhiloxCounter counter, PhiloxKey key);

// A key for a named stream: the first 64 bits of SHA-256 over the seed (8 bytes, little endian) and
// the name.
PhiloxKey PhiloxKeyFor(uint64_t seed, std::string_view stream);

// A uniform double in [0, 1) from 53 of the bits of words 0 and 1.
double UniformFrom(const PhiloxCounter& words);

// A sequential reader of one stream: words come from counters (0, 0, 0, hi), (1, 0, 0, hi), ...
// (the second counter word takes the carry).
class PhiloxStream {
 public:
  explicit PhiloxStream(PhiloxKey key, uint32_t high_counter = 0);
  uint32_t NextU32();
  uint64_t NextU64();
  double NextUniform();                            // [0, 1)
  uint64_t NextBelow(uint64_t bound);              // unbiased, bound > 0
  int64_t NextInRange(int64_t low, int64_t high);  // both ends included

 private:
  PhiloxKey key_;
  uint32_t high_;
  uint64_t low_ = 0;
  int used_ = 4;
  PhiloxCounter words_{};
};

}  // namespace rbench
