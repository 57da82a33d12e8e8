#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

// The program inside a completion, by each benchmark's own rule. Thinking is taken away first
// (base/think_span.h): one that was opened and never closed leaves no code. Every rule is linear in
// the text.

namespace rbench {

enum class CodeRule {
  // "lcb": between the last two lines that hold three backquotes, whatever else they hold; fewer
  // than two such lines are no code (LiveCodeBench, lcb_runner/utils/extraction_utils.py).
  kLiveCodeBench,
  // "lcb_base": the whole text without white space at its ends (LiveCodeBench, base models).
  kLiveCodeBenchBase,
  // "block": the last complete fenced block of the wanted language; where there is none the last
  // without a language; where there is none the last.
  kBlock,
  // "completion": the text goes on where the prompt ends, up to the first stop word (HumanEval and
  // MBPP in the style of base models).
  kCompletion,
  // "chat": a block, as in "block", that defines the entry point takes the place of the prompt's
  // own definition, behind what stands before that (imports, other functions); without such a block
  // the whole text if it defines the entry point; else a block goes on where the prompt ends (the
  // body alone); without any block as "completion".
  kChat,
  // "whole": the text as it is.
  kWhole,
};

const char* CodeRuleName(CodeRule rule);
// Unknown names are errors that list the known ones.
Result<CodeRule> CodeRuleFromName(std::string_view name);

// The stop words of Chen et al. (2021), section 2.2; of bigcode-evaluation-harness for HumanEval,
// and for MBPP.
std::span<const std::string_view> HumanEvalStopWords();
std::span<const std::string_view> BigCodeStopWords();
std::span<const std::string_view> MbppStopWords();

struct CodeExtractionInput {
  std::string_view completion;
  bool prompt_opens_think = false;  // the rendered prompt ended inside an open <think>
  std::string_view prompt;          // completion and chat: the source that the program begins with
  std::string_view entry_point;     // chat: the function that must be there
  std::string_view language = "python";  // block and chat: "python" or "cpp"
  std::span<const std::string_view> stop_words = HumanEvalStopWords();  // completion and chat
};

struct CodeExtraction {
  bool found = false;
  std::string code;  // the program: what was taken out, behind the prompt where the rule says so
  std::optional<std::pair<size_t, size_t>> span;  // what was taken out of the completion
  std::string rule;  // "lcb", "block", "chat_block", "chat_whole", "chat_body", ...
  // Why there is none: "think_open", "no_block", "empty".
  std::string reason;
};

CodeExtraction ExtractCode(CodeRule rule, const CodeExtractionInput& input);

}  // namespace rbench
