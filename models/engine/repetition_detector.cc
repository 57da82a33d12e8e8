#include "models/engine/repetition_detector.h"

#include <algorithm>

namespace rbench {

bool RepetitionDetector::Push(TokenId token) {
  bool loop = false;
  const size_t known = std::min(count_, kLongestPattern);
  for (size_t period = 1; period <= known; ++period) {
    const bool same = last_[(count_ - period) % kLongestPattern] == token;
    size_t& equal = equal_[period - 1];
    equal = same ? equal + 1 : 0;
    // The first occurrence of the pattern is not counted in `equal`.
    if (equal + period >= std::max(kTokens, kRepeats * period)) loop = true;
  }
  last_[count_ % kLongestPattern] = token;
  ++count_;
  return loop;
}

}  // namespace rbench
