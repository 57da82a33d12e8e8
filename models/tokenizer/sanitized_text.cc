#include "models/tokenizer/sanitized_text.h"

#include <algorithm>
#include <string_view>

#include "base/utf8.h"

namespace rbench {
namespace {

// What SanitizeUtf8 keeps or replaces as one: a character, or a maximal ill-formed subsequence.
// Returns the unit that `position` lies inside of, or the empty range at `position` where it is on
// an edge.
ByteSpan UnitAround(std::string_view bytes, size_t position) {
  const size_t reach = std::min<size_t>(position, 3);
  const size_t open = IncompleteUtf8Suffix(bytes.substr(position - reach, reach));
  if (open == 0) return {position, position};
  const size_t begin = position - open;
  for (size_t length = open + 1; length <= 4 && begin + length <= bytes.size(); ++length) {
    const std::string_view unit = bytes.substr(begin, length);
    if (IsValidUtf8(unit)) return {begin, begin + length};
    if (IncompleteUtf8Suffix(unit) != length) {
      // The unit ended one byte before, as ill-formed.
      return length - 1 > open ? ByteSpan{begin, begin + length - 1} : ByteSpan{position, position};
    }
  }
  const size_t end = std::min(bytes.size(), begin + 4);
  return end > position ? ByteSpan{begin, end} : ByteSpan{position, position};
}

}  // namespace

MarkedText SanitizeMarked(const MarkedText& text) {
  const std::string_view bytes = text.text;
  MarkedText out;
  size_t done = 0;  // always on the edge of a unit
  const auto copy_to = [&](size_t end) {
    if (end > done) out.text += SanitizeUtf8(bytes.substr(done, end - done));
    done = std::max(done, end);
  };
  for (const ByteSpan& span : text.untrusted) {
    if (span.begin == span.end) continue;
    copy_to(UnitAround(bytes, span.begin).begin);
    const size_t begin = out.text.size();
    copy_to(UnitAround(bytes, span.end).end);
    const size_t end = out.text.size();
    if (begin == end) continue;  // within a character that is untrusted already
    out.untrusted.push_back({begin, end});
  }
  copy_to(bytes.size());
  return out;
}

}  // namespace rbench
