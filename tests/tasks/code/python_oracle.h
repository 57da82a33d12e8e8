#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tasks/code/value.h"
#include "tests/support/test_data.h"

// The machine's own Python as the reference that readers and comparisons are held against. It only
// ever sees what the tests themselves make up.

namespace rbench {

// True where a python3 of version 3.9 or later starts.
bool HavePython();

// Runs `script` (Python source; PythonValueCode() may stand before it) with `lines` on its standard
// input, one a line, and returns the lines that it prints. A script that fails is a failed test.
std::vector<std::string> RunPython(std::string_view script, const std::vector<std::string>& lines);

// Python source of encode(value): value_encoding.h's text, written a second time and independently.
std::string_view PythonValueCode();

// The value with the members of its sets, and the entries of its dicts, in one order: two values
// that differ only there become identical.
Value InOneOrder(const Value& value);

std::string HexOf(std::string_view bytes);
std::string FromHex(std::string_view hex);

}  // namespace rbench

// Skips the test where there is no Python, or fails it where RBENCH_REQUIRE_DATA=1.
#define RBENCH_REQUIRE_PYTHON()                                      \
  do {                                                               \
    if (::rbench::HavePython()) break;                               \
    if (::rbench::DataIsRequired()) FAIL() << "there is no python3"; \
    GTEST_SKIP() << "there is no python3";                           \
  } while (false)
