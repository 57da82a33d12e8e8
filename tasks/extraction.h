#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tasks/checker.h"

// Finds the answer inside a completion. Thinking is taken away first (base/think_span.h); then the
// rules are tried in the order given and the first that finds its mark wins, for better or worse:
// an earlier or weaker mark is never a second chance. Every rule is a search from the end that
// stops at its mark, linear in the text, without regular expressions.

namespace rbench {

enum class ExtractionRule {
  kAnswerTag,  // "answer_tag": the last <answer>...</answer>; inside it a box or phrase narrows
               // further
  // "boxed": the last \boxed{...} or \fbox{...}; unterminated or empty = no answer. Without braces
  // ("\boxed 5$") the box reaches to the next $, line end or end of the text, where that is not
  // farther than kMaxBareBoxBytes and begins like a value.
  kBoxed,
  kFinalAnswerIs,  // "final_answer_is": after the last "answer is", "answer:", "answer =" to the
                   // end of its sentence
  kHashes,  // "hashes": the rest of the line after the last ####, where it can be read as an answer
  // "json_answer": the text of the last key "answer" of a completion that is one JSON object, alone
  // or in a fence of three backquotes. Never a default.
  kJsonAnswer,
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
inline constexpr int kExtractionVersion = 2;

// Whether a checker can read a text as an answer. An extraction asks at most 8 times about a text
// of at most kMaxTriedBytes bytes (kMaxFractionTries of them for "number"); "letter" asks once more
// for each of the capital letters.
using ReadsAsAnswer = std::function<bool(std::string_view)>;
inline constexpr size_t kMaxTriedBytes = 4096;
inline constexpr int kMaxFractionTries = 4;

inline constexpr size_t kMaxBareBoxBytes = 100;
inline constexpr size_t kMaxJoinedBoxes = 64;

struct ExtractionOptions {
  // The last box and the complete boxes with braces before it are one answer where at most 256
  // bytes stand between each two, all of them white space (also LaTeX's), one of `,;.!?&$` or a
  // fullwidth comma, semicolon or stop, `**`, `\\`, `\(`, `\)`, `\[`, `\]`, or the words "and"
  // and "or", bare or in a command like \text; behind such a word also a name with "=" for the
  // next box ("and y_2 ="). Equal texts count once;
  // where all are equal the last box stands alone. More than kMaxJoinedBoxes boxes are no answer,
  // unless the last kMaxJoinedBoxes are equal. Off: the last box alone.
  bool join_boxes = false;
};

struct Extraction {
  bool found = false;
  std::string_view text;  // part of the completion
  size_t begin = 0;       // where in the completion
  size_t end = 0;
  // Of joined boxes, in the order of the text, 2 to kMaxJoinedBoxes different ones; else empty.
  // `text` then reaches from the content of the first box to the end of that of the last.
  std::vector<std::string_view> parts;
  // What `text` stands for, where it is a JSON string with escapes; else empty. Escapes that JSON
  // does not know, and those that are a control character before a letter ("\frac", "\theta"), are
  // LaTeX that the model did not escape: they stay. "\n" is a line end.
  std::string decoded;
  std::string rule;  // of the source that won; also for a source that holds no answer
  // Why there is none: "think_open", "unterminated_box", "empty_box", "too_many_boxes",
  // "unterminated_tag", "empty_answer", "json_not_text", "no_marked_answer" (strict),
  // "nothing_found" (lenient), "empty".
  std::string reason;

  // What a checker judges.
  std::string_view answer() const { return decoded.empty() ? text : std::string_view(decoded); }
};

// `completion` must outlive the result.
Extraction ExtractAnswer(std::string_view completion, bool prompt_opens_think, GradeMode mode,
                         const std::vector<ExtractionRule>& rules, const ReadsAsAnswer& reads,
                         const ExtractionOptions& options = {});

}  // namespace rbench
