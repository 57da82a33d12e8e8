#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rbench {

// The candidate with the smallest edit distance to `word` (at most a third of its length, at least
// 2 edits allowed), or an empty string. Ties go to the first.
std::string NearestWord(std::string_view word, std::span<const std::string> candidates);

// ` (did you mean "x"?)` or an empty string.
std::string DidYouMean(std::string_view word, std::span<const std::string> candidates);

}  // namespace rbench
