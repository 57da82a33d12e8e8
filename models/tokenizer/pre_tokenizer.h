#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/tokenizer_spec.h"

namespace rbench {

class SplitPattern;

// Cuts text into the pieces that byte-pair merging works on, one by one ("words"). Pieces cover the
// text without gaps. Immutable after Create; any thread may use it.
class PreTokenizer {
 public:
  // `name` as in tokenizer.ggml.pre, or the steps of a tokenizer.json joined by "+", each cutting
  // the pieces of the one before: "digits" (every numeric character apart) and those of
  // SplitPattern. An unknown name is an error that lists the known ones, and so is "default", which
  // says nothing: a wrong guess costs accuracy without any sign of it. `allow_jit` = false
  // interprets the patterns; the pieces are the same.
  static Result<PreTokenizer> Create(std::string_view name, bool allow_jit = true);

  // Sets what a name of tokenizer.ggml.pre says beside how text is cut (normal form, whole words);
  // GGUF has no keys for these. Does nothing for a name it does not know.
  static void ApplyName(TokenizerSpec& spec);
  // The name of tokenizer.ggml.pre that means `steps` and the rest of `spec`, or nothing.
  static std::string_view NameOf(std::string_view steps, const TokenizerSpec& spec);
  // What a name of tokenizer.ggml.pre stands for, joined by "+"; steps stay as they are.
  static std::string_view StepsOf(std::string_view name);

  // Appends the end of every piece of `text`, which must be valid UTF-8, in order, each plus
  // `base`.
  void Split(std::string_view text, size_t base, std::vector<size_t>& ends) const;

  // What decides the pieces, in words that are the same for two names that cut alike.
  const std::string& rules() const { return rules_; }

 private:
  PreTokenizer() = default;

  std::vector<std::shared_ptr<const SplitPattern>> steps_;  // null: digits
  std::string rules_;
};

}  // namespace rbench
