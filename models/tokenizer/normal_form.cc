#include "models/tokenizer/normal_form.h"

#include <algorithm>
#include <vector>

#include <utf8proc.h>

#include "base/check.h"
#include "base/utf8.h"

namespace rbench {
namespace {

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

utf8proc_propval_t CombiningClass(utf8proc_int32_t character) {
  return utf8proc_get_property(character)->combining_class;
}

// Normal form of one stretch that starts at the begin of the text or with an ASCII character (which
// composes with nothing before it) and ends before another.
void AppendNormalized(std::string_view stretch, std::string& out) {
  std::vector<utf8proc_int32_t> characters;
  characters.reserve(stretch.size());
  constexpr auto kDecompose = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
  for (size_t position = 0; position < stretch.size();) {
    const auto character = static_cast<utf8proc_int32_t>(NextCodePoint(stretch, position));
    constexpr size_t kRoom = 32;  // the longest canonical decomposition has 4 characters
    const size_t size = characters.size();
    characters.resize(size + kRoom);
    int last_boundclass = 0;
    const utf8proc_ssize_t count = utf8proc_decompose_char(character, characters.data() + size,
                                                           kRoom, kDecompose, &last_boundclass);
    RBENCH_CHECK(count >= 0 && static_cast<size_t>(count) <= kRoom);
    characters.resize(size + static_cast<size_t>(count));
  }
  // Canonical order: runs of combining marks by class, stably.
  for (auto begin = characters.begin(); begin != characters.end();) {
    if (CombiningClass(*begin) == 0) {
      ++begin;
      continue;
    }
    const auto end = std::find_if(begin, characters.end(),
                                  [](utf8proc_int32_t c) { return CombiningClass(c) == 0; });
    std::stable_sort(begin, end, [](utf8proc_int32_t a, utf8proc_int32_t b) {
      return CombiningClass(a) < CombiningClass(b);
    });
    begin = end;
  }
  const utf8proc_ssize_t composed =
      utf8proc_normalize_utf32(characters.data(), static_cast<utf8proc_ssize_t>(characters.size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  RBENCH_CHECK(composed >= 0);
  for (utf8proc_ssize_t i = 0; i < composed; ++i) {
    AppendUtf8(static_cast<char32_t>(characters[static_cast<size_t>(i)]), out);
  }
}

// Calls `plain(begin, end)` and `other(begin, end)` for stretches that are in normal form as they
// stand, and for those that may not be; they cover the text.
template <typename Plain, typename Other>
void ForEachStretch(std::string_view text, Plain plain, Other other) {
  size_t done = 0;
  while (done < text.size()) {
    size_t begin = done;
    while (begin < text.size() && IsAscii(text[begin])) ++begin;
    if (begin == text.size()) {
      plain(done, begin);
      return;
    }
    if (begin > done) --begin;  // the ASCII character that may compose with what follows
    if (begin > done) plain(done, begin);
    size_t end = begin + 1;
    while (end < text.size() && !IsAscii(text[end])) ++end;
    if (IsPlainlyNfc(text.substr(begin, end - begin))) {
      plain(begin, end);
    } else {
      other(begin, end);
    }
    done = end;
  }
}

}  // namespace

bool IsPlainlyNfc(std::string_view text) {
  // Below U+0300 (0xCC 0x80) nothing combines and nothing decomposes for good.
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0xCC; });
}

std::string NormalizeNfc(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  ForEachStretch(
      text, [&](size_t begin, size_t end) { out += text.substr(begin, end - begin); },
      [&](size_t begin, size_t end) { AppendNormalized(text.substr(begin, end - begin), out); });
  return out;
}

MarkedText NormalizeNfc(const MarkedText& text) {
  MarkedText out;
  size_t next = 0;  // the first span that does not end before what is to come
  // Adds the marks of bytes [begin, end), which now start at `to` and are `size` long.
  const auto mark = [&](size_t begin, size_t end, size_t to, size_t size, bool as_a_whole) {
    while (next < text.untrusted.size() && text.untrusted[next].end <= begin) ++next;
    for (size_t i = next; i < text.untrusted.size() && text.untrusted[i].begin < end; ++i) {
      ByteSpan span = text.untrusted[i];
      if (span.begin == span.end) continue;
      if (as_a_whole) {
        span = {to, to + size};
      } else {
        span = {to + std::max(span.begin, begin) - begin, to + std::min(span.end, end) - begin};
      }
      if (!out.untrusted.empty() && out.untrusted.back().end >= span.begin) {
        out.untrusted.back().end = std::max(out.untrusted.back().end, span.end);
      } else {
        out.untrusted.push_back(span);
      }
      if (as_a_whole) break;
    }
  };
  const std::string_view bytes = text.text;
  ForEachStretch(
      bytes,
      [&](size_t begin, size_t end) {
        mark(begin, end, out.text.size(), end - begin, false);
        out.text += bytes.substr(begin, end - begin);
      },
      [&](size_t begin, size_t end) {
        const size_t to = out.text.size();
        AppendNormalized(bytes.substr(begin, end - begin), out.text);
        mark(begin, end, to, out.text.size() - to, true);
      });
  return out;
}

}  // namespace rbench
