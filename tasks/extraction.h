#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tasks/checker.h"

// Finds the answer inside a completion. Thinking is taken away first (base/think_span.h); then the
// rules are tried in the order given and the first that finds its mark wins, for better or worse:
// an earlier or weaker mark is never a second chance. Every rule is one backward pass, linear in
// the text, without regular expressions.

namespace rbench {

enum class ExtractionRule {
  kAnswerTag,      // "answer_tag": the last <answer>...</answer>; inside it a box or phrase narrows
                   // further
  kBoxed,          // "boxed": the last \boxed{...} or \fbox{...}; unterminated or empty = no answer
  kFinalAnswerIs,  // "final_answer_is": after the last "answer is", "answer:", "answer =" to the
                   // end of its sentence
  kHashes,  // "hashes": the rest of the line after the last ####, where it can be read as an answer
  // The rest only in lenient mode:
  kFormula,  // "formula": the last $...$, $$...$$, \(...\) or \[...\], where it can be read as an
             // answer
  kWhole,    // "whole": the whole text, where it can be read as an answer
  kNumber,   // "number": the last number
  kLetter,   // "letter": the last capital letter that stands alone
};

const char* ExtractionRuleName(ExtractionRule rule);
// Unknown names are errors that name the nearest.
Result<std::vector<ExtractionRule>> ParseExtractionRules(const std::vector<std::string>& names);
// True for the rules that strict grading uses too.
bool IsMarkedRule(ExtractionRule rule);

// Part of grader identities: changes whenever a rule means something else.
inline constexpr int kExtractionVersion = 1;

// Whether a checker can read a text as an answer. Must be cheap for texts of at most kMaxTriedBytes
// bytes.
using ReadsAsAnswer = std::function<bool(std::string_view)>;
inline constexpr size_t kMaxTriedBytes = 4096;

struct Extraction {
  bool found = false;
  std::string_view text;  // part of the completion
  size_t begin = 0;       // where in the completion
  size_t end = 0;
  std::string rule;  // of the source that won; also for a source that holds no answer
  // Why there is none: "think_open", "unterminated_box", "empty_box", "unterminated_tag",
  // "empty_answer", "no_marked_answer" (strict), "nothing_found" (lenient), "empty".
  std::string reason;
};

// `completion` must outlive the result.
Extraction ExtractAnswer(std::string_view completion, bool prompt_opens_think, GradeMode mode,
                         const std::vector<ExtractionRule>& rules, const ReadsAsAnswer& reads);

}  // namespace rbench
