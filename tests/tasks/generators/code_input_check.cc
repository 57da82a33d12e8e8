#include "tests/tasks/generators/code_input_check.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace rbench {

void InputCheck::Expect(bool good, std::string_view what) {
  if (!good && fault_.empty()) fault_ = fmt::format("at byte {}: {}", at_, what);
}

void InputCheck::Value(std::string_view name, int64_t value, int64_t low, int64_t high) {
  if (stated_.find(name) == stated_.end()) {
    stated_.emplace(name);
    const std::string limit = fmt::format("\n- {} <= {} <= {}", low, name, high);
    const size_t found = question_.find(limit);
    const bool whole =
        found != std::string_view::npos &&
        std::string_view("\n ").find(question_[found + limit.size()]) != std::string_view::npos;
    Expect(whole, fmt::format("the question does not state {}", limit.substr(3)));
  }
  Inside(value, low, high);
}

void InputCheck::Inside(int64_t value, int64_t low, int64_t high) {
  if (low <= value && value <= high) return;
  Expect(false, fmt::format("{} is not in {} .. {}", value, low, high));
}

int64_t InputCheck::Number() {
  int64_t value = 0;
  const char* const begin = input_.data() + at_;
  const auto [end, error] = std::from_chars(begin, input_.data() + input_.size(), value);
  // As it is written back: no sign too many, no zeros in front.
  const fmt::format_int plain(value);
  const std::string_view written(begin, static_cast<size_t>(end - begin));
  Expect(error == std::errc() && written == std::string_view(plain.data(), plain.size()),
         "no plain number");
  Skip(end);
  return value;
}

int64_t InputCheck::Number(std::string_view name, int64_t low, int64_t high) {
  const int64_t value = Number();
  Value(name, value, low, high);
  return value;
}

int64_t InputCheck::NumberIn(int64_t low, int64_t high) {
  const int64_t value = Number();
  Inside(value, low, high);
  return value;
}

void InputCheck::Line(int64_t count, std::string_view name, int64_t low, int64_t high) {
  for (int64_t i = 0; i < count && fault_.empty(); ++i) Number(name, low, high);
  EndLine();
}

std::string InputCheck::Word(std::string_view letters) {
  size_t end = input_.find_first_not_of(letters, at_);
  if (end == std::string::npos) end = input_.size();
  Expect(end > at_, "no word");
  std::string word = input_.substr(at_, end - at_);
  Skip(input_.data() + end);
  return word;
}

std::string InputCheck::WordLine(std::string_view letters, std::string_view size, int64_t low,
                                 int64_t high) {
  std::string word = Word(letters);
  Value(size, static_cast<int64_t>(word.size()), low, high);
  EndLine();
  return word;
}

void InputCheck::EndLine() {
  const bool good = at_ < input_.size() && input_[at_] == '\n' && (at_ == 0 || !after_space_);
  Expect(good, "the line does not end here");
  after_space_ = false;
  ++at_;
}

Json InputCheck::Argument() {
  const size_t end = std::min(input_.find('\n', at_), input_.size());
  Result<Json> value = ParseJson(std::string_view(input_).substr(at_, end - at_));
  Expect(value.has_value() && end < input_.size(), "no JSON value on a line");
  at_ = end + 1;
  return value.has_value() ? std::move(*value) : Json();
}

std::vector<int64_t> InputCheck::List(std::string_view size_name, int64_t shortest, int64_t longest,
                                      std::string_view name, int64_t low, int64_t high) {
  const Json list = Argument();
  std::vector<int64_t> values;
  for (const Json& each : list) {
    Expect(each.is_number_integer(), "no integer");
    values.push_back(each.get<int64_t>());
    Value(name, values.back(), low, high);
  }
  Value(size_name, static_cast<int64_t>(values.size()), shortest, longest);
  return values;
}

std::string InputCheck::Finish() {
  Expect(at_ == input_.size(), "more follows");
  return fault_;
}

void InputCheck::Skip(const char* end) {
  at_ = static_cast<size_t>(end - input_.data());
  after_space_ = at_ < input_.size() && input_[at_] == ' ';
  if (after_space_) ++at_;
}

}  // namespace rbench
