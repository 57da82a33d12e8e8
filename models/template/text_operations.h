#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "models/template/value.h"

// What str methods and text filters share. All keep the marks of every part.

namespace rbench::jinja {

enum class Side { kBoth, kLeft, kRight };

// str.strip and its kin; `characters` null = whitespace.
TextPtr Strip(const Text& text, const Text* characters, Side side);

// str.replace; `count` < 0 = all.
Result<TextPtr> Replace(const Text& text, const Text& old_part, const Text& new_part, int64_t count,
                        Budget& budget);

// str.split; `separator` null = runs of whitespace; `max_splits` < 0 = no limit; `from_right` as
// rsplit.
Result<std::vector<Value>> Split(const Text& text, const Text* separator, int64_t max_splits,
                                 bool from_right, Budget& budget);
// str.splitlines
Result<std::vector<Value>> SplitLines(const Text& text, bool keep_ends, Budget& budget);

enum class Casing { kUpper, kLower, kCapitalize, kTitle, kSwap };

// str.upper() ... str.title()
Result<TextPtr> ChangeCase(const Text& text, Casing casing, Budget& budget);

// str(item) of all with `separator` between.
Result<TextPtr> JoinAsText(const std::vector<Value>& items, const Text& separator, Budget& budget);

}  // namespace rbench::jinja
