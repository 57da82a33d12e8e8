#pragma once

#include <string>
#include <vector>

#include "base/jsonl.h"
#include "base/result.h"

namespace rbench {

// What a run was asked: one line of problems.jsonl. With attempts.jsonl it is all that a reader or
// a second grading needs of the task.
struct ProblemRecord {
  std::string task;
  std::string id;
  std::vector<std::string> aliases;
  std::string question;
  std::vector<std::string> options;
  std::string gold;
  std::string prompt;  // as rendered for the model
  std::string prompt_sha256;
  bool opens_think = false;  // the prompt ends inside an open <think>; grading needs it
  bool may_redistribute = false;
};

// Without a newline.
void AppendProblemRecordJson(const ProblemRecord& record, std::string& out);
Result<ProblemRecord> ProblemRecordFromJson(JsonView line);

}  // namespace rbench
