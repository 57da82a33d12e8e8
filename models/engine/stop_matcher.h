#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rbench {

// Finds the first of several byte strings in a text that arrives in pieces, and holds back what may
// still become one. The match that is complete first wins, the longest of those that end together;
// the text ends before it. So the result does not depend on how the text is cut into pieces. One
// pass, constant time per byte and stop string.
class StopMatcher {
 public:
  // No stop string may be empty.
  explicit StopMatcher(const std::vector<std::string>& stops);

  // Takes the next bytes and appends to `text` what is now certain to come before every match. True
  // where a match is complete: then the text has ended, and nothing more may be pushed.
  bool Push(std::string_view bytes, std::string& text);
  // The text has ended without a match: appends what was held back.
  void Finish(std::string& text);
  // Bytes held back now.
  size_t held() const { return held_.size(); }

 private:
  struct Pattern {
    std::string bytes;
    std::vector<uint32_t> failure;  // Knuth-Morris-Pratt: longest proper border of each prefix
    uint32_t matched = 0;
  };
  std::vector<Pattern> patterns_;
  std::string held_;
};

}  // namespace rbench
