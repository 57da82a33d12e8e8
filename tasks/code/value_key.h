#pragma once

#include <string>

#include "tasks/code/value.h"

// Keys for sets and dicts: texts that are equal exactly where Python calls two hashable values
// equal. Members are found by sorting keys, never by hashing, so no choice of members makes it
// slow.

namespace rbench {

enum class KeyStatus {
  kKey,
  kNan,         // holds a NaN, which equals nothing, itself included
  kUnhashable,  // list, dict, set, or a tuple that holds one
};

// Appends the key of `value` to `out`; what was appended has no meaning unless kKey. Linear in the
// value (an integral float grows to at most 309 digits) times its depth.
KeyStatus AppendEqualityKey(const Value& value, std::string& out);

// The decimal digits of a float that is an integer ("-0.0" -> "0"), or an empty text.
std::string IntegralDigits(double value);

}  // namespace rbench
