#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rbench {

// The answer of a generated problem found the slow way: by counting, iterating or enumerating from
// the numbers in its question, never by the family's own formula. Aborts on an unknown family.
int64_t BruteForce(std::string_view family, int level, const std::vector<int64_t>& parameters);

}  // namespace rbench
