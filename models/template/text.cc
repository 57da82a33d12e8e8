#include "models/template/text.h"

#include <algorithm>

#include <string.h>

#include "base/utf8.h"

namespace rbench::jinja {
namespace {

// First span that ends after `position`.
std::vector<ByteSpan>::const_iterator FirstSpanAfter(const Text& text, size_t position) {
  return std::upper_bound(text.untrusted.begin(), text.untrusted.end(), position,
                          [](size_t at, const ByteSpan& span) { return at < span.end; });
}

}  // namespace

void TextBuilder::Mark(size_t begin, size_t end) {
  if (begin == end) return;
  if (!text_.untrusted.empty() && text_.untrusted.back().end == begin) {
    text_.untrusted.back().end = end;
  } else {
    text_.untrusted.push_back({begin, end});
  }
}

void TextBuilder::Append(std::string_view bytes, bool untrusted) {
  const size_t begin = text_.bytes.size();
  text_.bytes.append(bytes);
  if (untrusted) Mark(begin, text_.bytes.size());
}

void TextBuilder::Append(const Text& text, size_t begin, size_t end) {
  const size_t base = text_.bytes.size();
  text_.bytes.append(text.bytes, begin, end - begin);
  for (auto span = FirstSpanAfter(text, begin); span != text.untrusted.end() && span->begin < end;
       ++span) {
    Mark(base + std::max(span->begin, begin) - begin, base + std::min(span->end, end) - begin);
  }
}

void TextBuilder::AppendCodePoint(char32_t code_point, bool untrusted) {
  const size_t begin = text_.bytes.size();
  AppendUtf8(code_point, text_.bytes);
  if (untrusted) Mark(begin, text_.bytes.size());
}

Text TextBuilder::Take() {
  text_.characters = CountCharacters(text_.bytes);
  Text out = std::move(text_);
  text_ = Text();
  return out;
}

TextPtr TextBuilder::Finish() { return std::make_shared<const Text>(Take()); }

TextPtr MakeText(std::string_view bytes, bool untrusted) {
  TextBuilder builder;
  builder.Append(bytes, untrusted);
  return builder.Finish();
}

TextPtr Slice(const Text& text, size_t begin, size_t end) {
  TextBuilder builder;
  builder.Append(text, begin, end);
  return builder.Finish();
}

size_t CountCharacters(std::string_view bytes) {
  size_t count = 0;
  for (const char c : bytes) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

size_t ByteOfCharacter(const Text& text, size_t index) {
  if (text.ascii()) return index;
  if (index >= text.characters) return text.bytes.size();
  size_t position = 0;
  for (size_t left = index + 1; position < text.bytes.size(); ++position) {
    if ((static_cast<unsigned char>(text.bytes[position]) & 0xC0) != 0x80 && --left == 0) break;
  }
  return position;
}

size_t FindBytes(std::string_view haystack, std::string_view needle, size_t from) {
  if (from > haystack.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  // memmem is linear (two-way search); std::string::find is quadratic on repetitive texts.
  const void* found =
      memmem(haystack.data() + from, haystack.size() - from, needle.data(), needle.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(found) - haystack.data());
}

bool IsUntrusted(const Text& text, size_t position) {
  const auto span = FirstSpanAfter(text, position);
  return span != text.untrusted.end() && span->begin <= position;
}

void ForEachCharacter(const Text& text,
                      const std::function<bool(char32_t, bool, size_t, size_t)>& f) {
  size_t position = 0;
  auto span = text.untrusted.begin();
  while (position < text.bytes.size()) {
    const size_t begin = position;
    const char32_t code_point = NextCodePoint(text.bytes, position);
    while (span != text.untrusted.end() && span->end <= begin) ++span;
    const bool untrusted = span != text.untrusted.end() && span->begin <= begin;
    if (!f(code_point, untrusted, begin, position)) return;
  }
}

}  // namespace rbench::jinja
