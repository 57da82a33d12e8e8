#pragma once

#include <string_view>

#include "base/result.h"
#include "models/template/call.h"
#include "models/template/value.h"

namespace rbench::jinja {

// input | name(arguments)
Result<Value> ApplyFilter(std::string_view name, const Value& input, const CallArguments& arguments,
                          Budget& budget);

// What a filter implementation sees.
struct FilterCall {
  std::string_view name;
  const Value& input;
  const CallArguments& arguments;
  Budget& budget;
};

struct FilterRow {
  std::string_view name;
  Result<Value> (*apply)(const FilterCall&);
};

// The rows of the two halves of the table; null where the name is not there.
const FilterRow* FindScalarFilter(std::string_view name);    // texts, numbers, any value
const FilterRow* FindSequenceFilter(std::string_view name);  // what walks a sequence

// input is name(arguments)
Result<bool> ApplyTest(std::string_view name, const Value& input, const CallArguments& arguments,
                       Budget& budget);
bool IsTestName(std::string_view name);

}  // namespace rbench::jinja
