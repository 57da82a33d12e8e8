#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/extraction.h"

// The rules of the reference (extraction_reference.h) one by one, on a text without thinking, and
// what they are written with.

namespace rbench::reference {

inline constexpr size_t kNone = std::string_view::npos;

struct RuleMatch {
  enum class Kind {
    kAbsent,    // the mark is not there
    kAnswer,    // [begin, end) of the text is the answer
    kNoAnswer,  // the mark is there and holds no answer: `reason`
  };
  Kind kind = Kind::kAbsent;
  size_t begin = 0;
  size_t end = 0;
  const char* reason = "";
  std::vector<std::pair<size_t, size_t>> parts = {};  // of joined boxes, else empty
};
using Kind = RuleMatch::Kind;

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
size_t LineEnd(std::string_view text, size_t begin);

RuleMatch NoAnswer(const char* reason);
// [begin, end) without white space at its ends.
RuleMatch Answer(std::string_view text, size_t begin, size_t end, const char* reason_if_empty);
bool Reads(const ReadsAsAnswer& reads, std::string_view text);

RuleMatch FindAnswerTag(std::string_view text);
RuleMatch FindLastBox(std::string_view text, bool join);
RuleMatch FindAnswerPhrase(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindHashes(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastFormula(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindWhole(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastLetter(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindLastNumber(std::string_view text, const ReadsAsAnswer& reads);
RuleMatch FindFirstNumber(std::string_view text, const ReadsAsAnswer& reads);

}  // namespace rbench::reference
