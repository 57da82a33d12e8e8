#include "base/philox.h"

#include <string>

#include "base/check.h"
#include "base/sha256.h"

namespace rbench {
namespace {

constexpr uint32_t kMultiplier0 = 0xD2511F53;
constexpr uint32_t kMultiplier1 = 0xCD9E8D57;
constexpr uint32_t kWeyl0 = 0x9E3779B9;  // golden ratio
constexpr uint32_t kWeyl1 = 0xBB67AE85;  // sqrt(3) - 1
constexpr int kRounds = 10;

double UnitInterval(uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

}  // namespace

PhiloxCounter Philox4x32(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < kRounds; ++round) {
    const uint64_t product0 = uint64_t{kMultiplier0} * counter[0];
    const uint64_t product1 = uint64_t{kMultiplier1} * counter[2];
    counter = {static_cast<uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(product1),
               static_cast<uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(product0)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

PhiloxKey PhiloxKeyFor(uint64_t seed, std::string_view stream) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(seed >> (8 * i));
  bytes += stream;
  const std::string hex = Sha256Hex(bytes);
  // Digest bytes 0 to 3 and 4 to 7, each little endian.
  PhiloxKey key{};
  for (size_t i = 0; i < 8; ++i) {
    const auto byte = static_cast<uint32_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    key[i / 4] |= byte << (8 * (i % 4));
  }
  return key;
}

double UniformFrom(const PhiloxCounter& words) {
  return UnitInterval(uint64_t{words[1]} << 32 | words[0]);
}

PhiloxStream::PhiloxStream(PhiloxKey key, uint32_t high_counter) : key_(key), high_(high_counter) {}

uint32_t PhiloxStream::NextU32() {
  if (used_ == 4) {
    words_ = Philox4x32({static_cast<uint32_t>(low_), static_cast<uint32_t>(low_ >> 32), 0, high_},
                        key_);
    ++low_;
    used_ = 0;
  }
  return words_[static_cast<size_t>(used_++)];
}

uint64_t PhiloxStream::NextU64() {
  const uint64_t low = NextU32();
  return uint64_t{NextU32()} << 32 | low;
}

double PhiloxStream::NextUniform() { return UnitInterval(NextU64()); }

uint64_t PhiloxStream::NextBelow(uint64_t bound) {
  RBENCH_CHECK(bound > 0);
  // Lemire, "Fast random integer generation in an interval" (2019): the high half of a product,
  // where the few low halves that would favour some results are drawn again.
  const uint64_t threshold = (0 - bound) % bound;
  while (true) {
    const unsigned __int128 product = static_cast<unsigned __int128>(NextU64()) * bound;
    if (static_cast<uint64_t>(product) >= threshold) return static_cast<uint64_t>(product >> 64);
  }
}

int64_t PhiloxStream::NextInRange(int64_t low, int64_t high) {
  RBENCH_CHECK(low <= high);
  const uint64_t count = static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  const uint64_t offset = count == 0 ? NextU64() : NextBelow(count);
  return static_cast<int64_t>(static_cast<uint64_t>(low) + offset);
}

}  // namespace rbench
