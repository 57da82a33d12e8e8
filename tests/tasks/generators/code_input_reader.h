#pragma once

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "base/check.h"

namespace rbench {

// What is left of an input, number by number and word by word.
class InputReader {
 public:
  explicit InputReader(const std::string& text) : in_(text) {}
  int64_t Number() { return Next<int64_t>(); }
  std::string Word() { return Next<std::string>(); }
  std::vector<int64_t> NumbersOf(int64_t count) {
    std::vector<int64_t> values;
    for (int64_t i = 0; i < count; ++i) values.push_back(Number());
    return values;
  }
  std::vector<std::string> WordsOf(int64_t count) {
    std::vector<std::string> values;
    for (int64_t i = 0; i < count; ++i) values.push_back(Word());
    return values;
  }

 private:
  template <typename T>
  T Next() {
    T value{};
    RBENCH_CHECK(static_cast<bool>(in_ >> value));
    return value;
  }
  std::istringstream in_;
};

}  // namespace rbench
