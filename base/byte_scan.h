#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Searches in long texts that look at sixteen bytes at a time. Time is linear whatever the text
// holds, which the searches of std::string_view do not promise at this speed: they step from one
// first letter to the next, so a text full of `<` costs a call a byte.
//
// A probe says where something stands:
//   bool At(std::string_view text, size_t i) const   for any i < text.size(); decides
//   uint32_t Mask(const char* p) const               bit k is set wherever At holds at p + k; it
//   may
//                                                    be set elsewhere too
//   static constexpr size_t kBack, kAhead            Mask reads p[-kBack] to p[15 + kAhead]
// Results depend on At alone, so they are the same on every machine.

namespace rbench {

inline constexpr size_t kScanBlock = 16;

// Bit k says whether p[k] is `byte`, for the sixteen bytes from p on.
inline uint32_t MaskOfByte(const char* p, char byte) {
#if defined(__SSE2__)
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(byte))));
#else
  uint32_t mask = 0;
  for (size_t k = 0; k < kScanBlock; ++k) mask |= static_cast<uint32_t>(p[k] == byte) << k;
  return mask;
#endif
}

// Bit k says whether p[k] | 0x20 lies between `low` and `high`; without folding, p[k] itself.
template <bool kFold = false>
inline uint32_t MaskOfRange(const char* p, char low, char high) {
#if defined(__SSE2__)
  __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  if (kFold) block = _mm_or_si128(block, _mm_set1_epi8(0x20));
  const __m128i above = _mm_sub_epi8(block, _mm_set1_epi8(low));
  const __m128i width = _mm_set1_epi8(static_cast<char>(high - low));
  return static_cast<uint32_t>(
      _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(above, width), above)));
#else
  uint32_t mask = 0;
  for (size_t k = 0; k < kScanBlock; ++k) {
    const auto byte = static_cast<uint8_t>(kFold ? p[k] | 0x20 : p[k]);
    const bool inside = byte >= static_cast<uint8_t>(low) && byte <= static_cast<uint8_t>(high);
    mask |= static_cast<uint32_t>(inside) << k;
  }
  return mask;
#endif
}

// The first position from `begin` on where the probe holds, or npos.
template <typename Probe>
size_t FirstWhere(std::string_view text, size_t begin, const Probe& probe) {
  size_t i = begin;
  for (; i < text.size() && i < Probe::kBack; ++i) {
    if (probe.At(text, i)) return i;
  }
  for (; i + kScanBlock + Probe::kAhead <= text.size(); i += kScanBlock) {
    for (uint32_t mask = probe.Mask(text.data() + i); mask != 0; mask &= mask - 1) {
      const size_t hit = i + static_cast<size_t>(std::countr_zero(mask));
      if (probe.At(text, hit)) return hit;
    }
  }
  for (; i < text.size(); ++i) {
    if (probe.At(text, i)) return i;
  }
  return std::string_view::npos;
}

// The last position before `before` where the probe holds, or npos.
template <typename Probe>
size_t LastWhere(std::string_view text, size_t before, const Probe& probe) {
  size_t i = std::min(before, text.size());
  const size_t high = text.size() - std::min(text.size(), Probe::kAhead);
  while (i > high) {
    if (probe.At(text, --i)) return i;
  }
  while (i >= kScanBlock + Probe::kBack) {
    i -= kScanBlock;
    for (uint32_t mask = probe.Mask(text.data() + i); mask != 0;) {
      const auto top = static_cast<uint32_t>(std::bit_width(mask) - 1);
      if (probe.At(text, i + top)) return i + top;
      mask &= ~(uint32_t{1} << top);
    }
  }
  while (i > 0) {
    if (probe.At(text, --i)) return i;
  }
  return std::string_view::npos;
}

// A word, by its first byte and the byte at `offset`, which should be rare together.
struct WordProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 16;
  std::string_view word;
  size_t offset;  // < word.size() <= 16

  bool At(std::string_view text, size_t i) const { return text.substr(i).starts_with(word); }
  uint32_t Mask(const char* p) const {
    return MaskOfByte(p, word[0]) & MaskOfByte(p + offset, word[offset]);
  }
};

// One byte.
struct ByteProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 0;
  char byte;

  bool At(std::string_view text, size_t i) const { return text[i] == byte; }
  uint32_t Mask(const char* p) const { return MaskOfByte(p, byte); }
};

// ASCII white space, or everything else.
template <bool kWanted>
struct SpaceProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 0;
  bool At(std::string_view text, size_t i) const {
    return (text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) == kWanted;
  }
  uint32_t Mask(const char* p) const {
    const uint32_t spaces = MaskOfByte(p, ' ') | MaskOfRange(p, '\t', '\r');
    return kWanted ? spaces : ~spaces & 0xffff;
  }
};

// Digits, or everything else.
template <bool kWanted>
struct DigitProbe {
  static constexpr size_t kBack = 0;
  static constexpr size_t kAhead = 0;
  bool At(std::string_view text, size_t i) const {
    return (text[i] >= '0' && text[i] <= '9') == kWanted;
  }
  uint32_t Mask(const char* p) const {
    const uint32_t digits = MaskOfRange(p, '0', '9');
    return kWanted ? digits : ~digits & 0xffff;
  }
};

}  // namespace rbench
