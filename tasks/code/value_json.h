#pragma once

#include <cstddef>
#include <string_view>

#include "tasks/code/value.h"

namespace rbench {

// JSON as Python's json.loads reads it, which is what published tests mean: integers of any size
// stay integers, NaN, Infinity and -Infinity are numbers, of a repeated key the last value counts,
// escaped surrogate pairs join and lone ones stay. Control characters in strings, a byte order mark
// and text after the value are errors, which say the byte. `text` must be UTF-8.
Result<Value> ReadJsonValue(std::string_view text, const ValueLimits& limits = {});

// Reads the value that begins at `position` (after white space) and moves `position` behind it;
// what follows is the caller's. For files that are one long array.
Result<Value> ReadJsonValueAt(std::string_view text, size_t& position,
                              const ValueLimits& limits = {});

// The text of a key's value in a JSON object, as it stands there (its last where the key is
// repeated); empty where there is none.
std::string_view JsonMemberText(std::string_view object, std::string_view key);

// The first byte at or after `position` that is not JSON's white space, or the size of the text.
size_t SkipJsonSpace(std::string_view text, size_t position);

}  // namespace rbench
