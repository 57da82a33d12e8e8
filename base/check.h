#pragma once

#include <string_view>

// Checks for bugs in rbench itself, on in every build. What input can cause is a Result, never a
// check.

namespace rbench {

// Prints "file:line: check failed: what" to stderr and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, std::string_view what);

}  // namespace rbench

#define RBENCH_CHECK(condition)                              \
  do {                                                       \
    if (!(condition)) [[unlikely]]                           \
      ::rbench::CheckFailed(__FILE__, __LINE__, #condition); \
  } while (false)
