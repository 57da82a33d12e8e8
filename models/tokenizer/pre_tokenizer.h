#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rbench {

// Cuts text into the pieces that byte-pair merging works on, one by one ("words"). Pieces cover the
// text without gaps. Immutable after Create; any thread may use it.
class PreTokenizer {
 public:
  // `name` as in tokenizer.ggml.pre. An unknown one is an error that lists the known ones, and so
  // is "default", which says nothing: a wrong guess costs accuracy without any sign of it.
  // `allow_jit` = false interprets the pattern; the pieces are the same.
  static Result<PreTokenizer> Create(std::string_view name, bool allow_jit = true);

  // Appends the end of every piece of `text`, which must be valid UTF-8, in order, each plus
  // `base`.
  void Split(std::string_view text, size_t base, std::vector<size_t>& ends) const;

  // What decides the pieces, in words that are the same for two names that cut alike.
  const std::string& rules() const { return rules_; }

  // Where every numeric character becomes a piece of its own.
  enum class Digits { kAsThePattern, kBeforeThePattern, kAfterThePattern };

 private:
  class Pattern;
  class Matcher;
  PreTokenizer() = default;

  Digits digits_ = Digits::kAsThePattern;
  std::shared_ptr<const Pattern> pattern_;
  std::string rules_;
};

}  // namespace rbench
