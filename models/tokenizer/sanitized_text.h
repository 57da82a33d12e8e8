#pragma once

#include "models/marked_text.h"

namespace rbench {

// SanitizeUtf8 of a marked text: bytes that are not UTF-8 become U+FFFD, and the spans move with
// their characters. A character that is untrusted in part is untrusted as a whole. The spans must
// be sorted, disjoint and within the text.
MarkedText SanitizeMarked(const MarkedText& text);

}  // namespace rbench
