#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tasks/generators/number_draw.h"

// Building blocks of test inputs and statements. Whatever is drawn for one call stands in braces or
// in statements of its own: the order in which a compiler works out plain arguments is its own
// choice, and a release must be the same everywhere.

namespace rbench {

using Numbers = std::vector<int64_t>;

// "1 <= n <= 10".
std::string Limit(std::string_view name, int64_t low, int64_t high);

// Numbers with one space between and a newline at the end.
std::string NumberLine(const Numbers& values);
// One JSON value a line for each argument.
std::string CallText(const std::vector<Json>& arguments);

// An array of `size` numbers of low .. high.
struct ArrayBounds {
  int64_t size;
  int64_t low;
  int64_t high;
};
Numbers RandomNumbers(NumberDraw& draw, ArrayBounds bounds);
std::string RandomText(NumberDraw& draw, int64_t size, std::string_view alphabet);
Numbers Permutation(NumberDraw& draw, int64_t size);  // of 1 .. size

template <typename T>
void Shuffle(NumberDraw& draw, std::vector<T>& values) {
  for (size_t i = values.size(); i > 1; --i) {
    std::swap(values[i - 1], values[static_cast<size_t>(draw(0, static_cast<int64_t>(i) - 1))]);
  }
}

// Arrays on which careless solutions break, all of `size` numbers in low .. high: all low, all
// high, low and high in turn, rising, falling, few different values, and one that is random.
std::vector<Numbers> ArrayShapes(NumberDraw& draw, int64_t size, int64_t low, int64_t high);

// "1 second", "3 seconds".
std::string Plural(int64_t count, std::string_view noun);
std::string PersonName(NumberDraw& draw);
// One of the words.
std::string Word(NumberDraw& draw, std::initializer_list<const char*> words);
// A prime above 10^9, at most 1000000181.
int64_t LargePrime(NumberDraw& draw);

}  // namespace rbench
