#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace rbench {

// One value that a path leads to.
struct FieldValue {
  std::string name;  // what the stars stood for, "." between; items of a list count from 1
  const Json* value = nullptr;
};

// The values of `root` at a path: keys with "." between, where "*" stands for every member of an
// object or every item of a list, in published order.
//
//   "gold"                 root["gold"]
//   "responses.*.content"  the content of each of root["responses"]
//
// A key that holds dots itself may be written as it is: at each object the whole rest of the path
// is tried as one key first. What lacks the rest of the path is left out, so the result is empty
// where nothing is there. `root` must outlive it.
std::vector<FieldValue> ValuesAt(const Json& root, std::string_view path);

}  // namespace rbench
