#pragma once

#include <string>
#include <vector>

#include "base/jsonl.h"
#include "base/result.h"

namespace rbench {

struct AnswerClass {
  std::string answer;      // the representative: the smallest by length, then bytes
  bool correct = false;    // at most one class of a problem
  std::vector<int> draws;  // ascending
  bool operator==(const AnswerClass&) const = default;
};

// The draws of one problem grouped by equal answers: one line of classes.jsonl, written by bench
// after grading. The correct class comes first, then by representative. Every graded draw is in
// exactly one place.
struct AnswerClasses {
  std::string task;
  std::string problem;
  std::vector<AnswerClass> classes;
  std::vector<int>
      unparsed;  // draws without a readable answer: they take a seat in a vote but cannot win
  int undecided_pairs = 0;  // comparisons without a proof; they count as different
  bool operator==(const AnswerClasses&) const = default;
};

// Without a newline.
void AppendAnswerClassesJson(const AnswerClasses& classes, std::string& out);
Result<AnswerClasses> AnswerClassesFromJson(JsonView line);

}  // namespace rbench
