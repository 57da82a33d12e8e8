#pragma once

#include <random>

#include "tasks/code/value.h"

namespace rbench {

// A random value at most `depth` containers deep, with a liking for what is nearly equal: small
// numbers in all their kinds, zeros of both signs, infinities, NaN, integers around 2^53 and 2^64,
// lone surrogates, quotes and control characters.
Value RandomValue(std::mt19937_64& random, int depth);

// Something hashable.
Value RandomHashable(std::mt19937_64& random, int depth);

// The same value with, now and then, one part said in another way or changed: True for 1, a tuple
// for a list, another order of a set.
Value Disguised(const Value& value, std::mt19937_64& random);

}  // namespace rbench
