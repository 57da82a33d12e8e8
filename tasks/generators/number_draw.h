#pragma once

#include <cstdint>
#include <initializer_list>

#include "base/philox.h"
#include "tasks/generators/fraction.h"

namespace rbench {

// Short ways to draw the numbers of a question from its stream.
class NumberDraw {
 public:
  explicit NumberDraw(PhiloxStream& stream) : stream_(stream) {}

  // Both ends included.
  int64_t operator()(int64_t low, int64_t high) { return stream_.NextInRange(low, high); }

  // From -size .. size without 0.
  int64_t NonZero(int64_t size) {
    const int64_t value = stream_.NextInRange(1, 2 * size);
    return value > size ? size - value : value;
  }

  int64_t Of(std::initializer_list<int64_t> choices) {
    return choices.begin()[stream_.NextBelow(choices.size())];
  }

  bool Coin() { return stream_.NextBelow(2) == 1; }

  // Strictly between 0 and 1, with a bottom of at most `max_bottom`.
  Fraction Proper(int64_t max_bottom) {
    const int64_t bottom = stream_.NextInRange(2, max_bottom);
    return Ratio(stream_.NextInRange(1, bottom - 1), bottom);
  }

  // An integer of 2 .. 15 without a square factor: what is left under a root.
  int64_t SquareFree() { return Of({2, 3, 5, 6, 7, 10, 11, 13, 14, 15}); }

 private:
  PhiloxStream& stream_;
};

}  // namespace rbench
