#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rbench {

// Bytes [begin, end).
struct ByteSpan {
  size_t begin = 0;
  size_t end = 0;
  bool operator==(const ByteSpan&) const = default;
};

// A text that knows which of its bytes came from outside (a problem, a model, a user). Special
// tokens are never parsed inside, or across the edge of, an untrusted span.
struct MarkedText {
  std::string text;
  std::vector<ByteSpan> untrusted;  // sorted, disjoint, within the text
};

}  // namespace rbench
