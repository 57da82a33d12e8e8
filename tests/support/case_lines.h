#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"

namespace rbench {

// Gives `check` every line of a file of cases (JSON Lines, relative to the source tree), with the
// line in the trace of what fails. How many there were.
template <typename Check>
int ForEachCaseLine(const std::string& path, const Check& check) {
  const auto text = ReadFile(path);
  EXPECT_TRUE(text) << text.error().message;
  int line = 0;
  for (size_t at = 0; text && at < text->size();) {
    const size_t end = text->find('\n', at);
    const std::string_view one = std::string_view(*text).substr(at, end - at);
    at = end == std::string::npos ? text->size() : end + 1;
    ++line;
    const auto row = ParseJson(one);
    EXPECT_TRUE(row) << path << ":" << line;
    if (!row) continue;
    SCOPED_TRACE(path + ":" + std::to_string(line) + ": " + DumpJson(*row));
    check(*row);
  }
  return line;
}

}  // namespace rbench
