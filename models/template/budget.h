#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"

namespace rbench::jinja {

// What one rendering may still spend. A step is one evaluated node, one element of a container or
// 64 bytes of text, so doubling a string or a list runs out of steps as surely as an endless loop
// does.
class Budget {
 public:
  Budget(uint64_t max_steps, size_t max_text_bytes, int max_depth = 256)
      : steps_(max_steps), max_text_(max_text_bytes), max_depth_(max_depth) {}

  Status Steps(uint64_t count) {
    if (count > steps_) {
      steps_ = 0;
      return ResourceExhausted("the template needs more steps than max_steps allows");
    }
    steps_ -= count;
    return {};
  }
  // Call before building a text of `bytes` bytes with `spans` marks.
  Status Text(uint64_t bytes, uint64_t spans = 0) {
    if (bytes > max_text_) return ResourceExhausted("a text grows beyond max_output_bytes");
    return Steps(1 + bytes / 64 + spans / 4);
  }
  // Call before appending `added` bytes to a text of `size` bytes.
  Status Grow(uint64_t size, uint64_t added, uint64_t spans = 0) {
    if (added > max_text_ || size > max_text_ - added) {
      return ResourceExhausted("a text grows beyond max_output_bytes");
    }
    return Steps(1 + added / 64 + spans / 4);
  }
  size_t max_text() const { return max_text_; }

  // One level of recursion for as long as it lives.
  class Nesting {
   public:
    explicit Nesting(Budget& budget) : budget_(budget) { ++budget_.depth_; }
    ~Nesting() { --budget_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    Status status() const {
      if (budget_.depth_ <= budget_.max_depth_) return {};
      return ResourceExhausted("the template recurses deeper than max_depth");
    }

   private:
    Budget& budget_;
  };

 private:
  uint64_t steps_;
  size_t max_text_;
  int max_depth_;
  int depth_ = 0;
};

}  // namespace rbench::jinja
