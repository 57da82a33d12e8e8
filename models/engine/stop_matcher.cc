#include "models/engine/stop_matcher.h"

#include <algorithm>

#include "base/check.h"

namespace rbench {

StopMatcher::StopMatcher(const std::vector<std::string>& stops) {
  for (const std::string& stop : stops) {
    RBENCH_CHECK(!stop.empty());
    Pattern& pattern = patterns_.emplace_back();
    pattern.bytes = stop;
    pattern.failure.assign(stop.size(), 0);
    uint32_t border = 0;
    for (size_t i = 1; i < stop.size(); ++i) {
      while (border > 0 && stop[i] != stop[border]) border = pattern.failure[border - 1];
      if (stop[i] == stop[border]) ++border;
      pattern.failure[i] = border;
    }
  }
}

bool StopMatcher::Push(std::string_view bytes, std::string& text) {
  if (patterns_.empty()) {
    text.append(bytes);
    return false;
  }
  for (const char byte : bytes) {
    held_.push_back(byte);
    size_t longest_match = 0;
    size_t longest_partial = 0;
    for (Pattern& p : patterns_) {
      while (p.matched > 0 && byte != p.bytes[p.matched]) p.matched = p.failure[p.matched - 1];
      if (byte == p.bytes[p.matched]) ++p.matched;
      if (p.matched == p.bytes.size()) longest_match = std::max(longest_match, p.bytes.size());
      longest_partial = std::max<size_t>(longest_partial, p.matched);
    }
    if (longest_match > 0) {
      text.append(held_, 0, held_.size() - longest_match);
      held_.clear();
      return true;
    }
    const size_t certain = held_.size() - longest_partial;
    text.append(held_, 0, certain);
    held_.erase(0, certain);
  }
  return false;
}

void StopMatcher::Finish(std::string& text) {
  text.append(held_);
  held_.clear();
}

}  // namespace rbench
