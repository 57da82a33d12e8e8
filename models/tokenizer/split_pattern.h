#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rbench {

// The regular expressions by which published tokenizers cut text, as a fixed table: no expression
// of a file is ever run. Each is linear on every text. Immutable; any thread may use it.
class SplitPattern {
 public:
  // The step ("gpt2-words", "letters") that an expression of tokenizer.json is, or nothing.
  static std::string_view StepOfRegex(std::string_view regex);
  // The expression of a step as tokenizer.json spells it, or nothing.
  static std::string_view RegexOfStep(std::string_view step);

  // `step` must be of the table. `allow_jit` = false interprets the pattern; the pieces are the
  // same.
  SplitPattern(std::string_view step, bool allow_jit);
  ~SplitPattern();
  SplitPattern(const SplitPattern&) = delete;
  SplitPattern& operator=(const SplitPattern&) = delete;

  // Cuts every piece of `text` (valid UTF-8) on its own: `pieces` holds where each ends, `cut` gets
  // the ends of matches and of what lies between them. No look-ahead leaves a piece.
  void Cut(std::string_view text, const std::vector<size_t>& pieces,
           std::vector<size_t>& cut) const;

 private:
  struct Code;
  std::unique_ptr<const Code> code_;
};

}  // namespace rbench
