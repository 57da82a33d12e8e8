#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// LiveCodeBench's test cases as they are published.

namespace rbench {

struct PayloadLimits {
  size_t max_packed_bytes = size_t{256} << 20;    // of the text
  size_t max_unpacked_bytes = size_t{512} << 20;  // of the JSON inside
  size_t max_tests = 100'000;
};

enum class PayloadTestType { kStdin, kFunctional };

struct PayloadTest {
  std::string input;
  std::string output;
  PayloadTestType type = PayloadTestType::kStdin;
};

// Test cases out of either published form: the JSON list itself, or base64 of a zlib stream of a
// pickle of that list as one text. A broken payload is an error, never an empty list: no tests
// would mean that everything passes. kResourceExhausted where a limit is reached, else
// kInvalidInput.
Result<std::vector<PayloadTest>> DecodePayload(std::string_view text,
                                               const PayloadLimits& limits = {});

// The text of a pickle that holds exactly one str. No pickle machine: of its opcodes only PROTO,
// FRAME, (SHORT_)BINUNICODE(8), MEMOIZE, (LONG_)BINPUT and STOP are known, in the one order in
// which a single text can be written; everything else is refused, so nothing can be constructed or
// called.
Result<std::string> ReadPickledText(std::string_view pickle);

}  // namespace rbench
