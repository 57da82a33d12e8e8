#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/marked_text.h"

// Strings of the template language: UTF-8 with a mark on every byte range that came from outside.
// Immutable once built. Positions are bytes unless a name says characters. Comparing texts ignores
// marks.

namespace rbench::jinja {

struct Text {
  std::string bytes;
  std::vector<ByteSpan> untrusted;  // sorted, disjoint, not touching, not empty
  size_t characters = 0;            // code points

  bool ascii() const { return characters == bytes.size(); }
};

using TextPtr = std::shared_ptr<const Text>;

// Collects pieces with their marks.
class TextBuilder {
 public:
  void Append(std::string_view bytes, bool untrusted = false);
  void Append(const Text& text) { Append(text, 0, text.bytes.size()); }
  void Append(const Text& text, size_t begin, size_t end);
  void AppendCodePoint(char32_t code_point, bool untrusted);
  size_t size() const { return text_.bytes.size(); }
  size_t spans() const { return text_.untrusted.size(); }
  TextPtr Finish();
  Text Take();

 private:
  void Mark(size_t begin, size_t end);
  Text text_;
};

TextPtr MakeText(std::string_view bytes, bool untrusted = false);
TextPtr Slice(const Text& text, size_t begin, size_t end);

// Byte position of character `index` (0 .. characters, the last gives the size).
size_t ByteOfCharacter(const Text& text, size_t index);
size_t CountCharacters(std::string_view bytes);

// First occurrence of `needle` at or after `from`, or npos; linear in both, whatever they hold.
size_t FindBytes(std::string_view haystack, std::string_view needle, size_t from = 0);

// True where byte `position` is marked.
bool IsUntrusted(const Text& text, size_t position);

// Calls f(code point, untrusted, begin, end) for every character in order; stops where f returns
// false.
void ForEachCharacter(const Text& text,
                      const std::function<bool(char32_t, bool, size_t, size_t)>& f);

}  // namespace rbench::jinja
