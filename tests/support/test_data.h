#pragma once

#include <string>

#include <gtest/gtest.h>

// Where tests find real data: RBENCH_DATA, else ../shared/data beside the source tree; the embedded
// model: RBENCH_MODEL, else the model cache that the set-up fills.

namespace rbench {

// The folder, or an empty string where it does not exist.
std::string TestDataDirectory();

// The embedded model's GGUF file, or an empty string where the set-up did not run.
std::string ModelPath();

// True where RBENCH_REQUIRE_DATA=1: absent data is a failure, not a skip.
bool DataIsRequired();

}  // namespace rbench

// Skips (or fails, see DataIsRequired) the test where `path` is empty.
#define RBENCH_REQUIRE_TEST_DATA(path)                                           \
  do {                                                                           \
    if ((path).empty()) {                                                        \
      if (::rbench::DataIsRequired()) FAIL() << "required test data is absent";  \
      GTEST_SKIP() << "test data is absent (set RBENCH_DATA or run make setup)"; \
    }                                                                            \
  } while (false)
