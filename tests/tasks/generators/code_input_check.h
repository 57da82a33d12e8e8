#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace rbench {

// Reads an input of a problem of lcb_style strictly from left to right and keeps the first fault.
// Values are given with the name and the limits that the question states for them.
class InputCheck {
 public:
  // Both texts outlive the check.
  InputCheck(std::string_view question, const std::string& input)
      : question_(question), input_(input) {}

  void Expect(bool good, std::string_view what);

  // The question states low <= name <= high, and the value keeps to it.
  void Value(std::string_view name, int64_t value, int64_t low, int64_t high);
  void Inside(int64_t value, int64_t low, int64_t high);

  // A number of the line, after it one space or the end of the line.
  int64_t Number();
  int64_t Number(std::string_view name, int64_t low, int64_t high);
  int64_t NumberIn(int64_t low, int64_t high);
  // Numbers up to the end of the line.
  void Line(int64_t count, std::string_view name, int64_t low, int64_t high);
  // Letters as far as they go; not empty.
  std::string Word(std::string_view letters);
  // A line that holds only a word whose length is limited.
  std::string WordLine(std::string_view letters, std::string_view size, int64_t low, int64_t high);
  void EndLine();

  // The next argument of a call.
  Json Argument();
  std::vector<int64_t> List(std::string_view size_name, int64_t shortest, int64_t longest,
                            std::string_view name, int64_t low, int64_t high);

  bool Good() const { return fault_.empty(); }
  // The fault, or an empty text where the whole input was read.
  std::string Finish();

 private:
  // Goes on to `end` and over a space after it.
  void Skip(const char* end);

  std::string_view question_;
  const std::string& input_;
  size_t at_ = 0;
  bool after_space_ = false;
  std::set<std::string, std::less<>> stated_;
  std::string fault_;
};

}  // namespace rbench
