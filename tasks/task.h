#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tasks/checker.h"
#include "tasks/problem.h"

namespace rbench {

// Sampling that a task asks for where neither the command line nor a protocol says otherwise.
struct TaskSampling {
  std::optional<double> temperature;
  std::optional<double> top_p;
  std::optional<int> max_new_tokens;
  std::optional<int> draws;
  std::vector<std::string> stop;
};

// What a manifest declares. Written by hand as YAML; see docs in tasks/manifest.h.
struct Manifest {
  std::string name;  // [a-z0-9_]+
  int version = 1;
  std::string description;
  std::string source;  // publisher, owner/name
  std::string licence;
  bool may_redistribute = false;
  std::string prompt;  // default prompt variant
  int fewshot = 0;     // default number of shots
  CheckerSpec checker;
  TaskSampling sampling;
  int r1_draws = 0;                  // draws per problem under --protocol r1; 0 = not part of it
  std::vector<std::string> metrics;  // "pass@1", ...
};

// A task ready to be asked and graded.
struct Task {
  Manifest manifest;
  std::string subset;             // "" or the part after ':' in "arith:easy"
  std::vector<Problem> problems;  // in published order
  std::vector<Problem> shots;     // pool for few-shot prompts; empty where the task declares none
  std::unique_ptr<const Checker> checker;
  std::string data_sha256;  // of the problems file(s) as stored
  // Of programming problems: 64 digits that change with any problem or test that is asked, and not
  // with their order.
  std::string problem_set_sha256;
  std::string data_path;
  std::map<std::string, int> skipped;  // reason -> rows left out (no gold, needs a picture)
  std::vector<std::string> warnings;   // e.g. exact repeats
  std::string FullName() const {
    return subset.empty() ? manifest.name : manifest.name + ":" + subset;
  }
  // SHA-256 over everything that decides questions, golds, prompts and verdicts of this task.
  std::string identity;
};

struct TaskSearch {
  std::vector<std::string> data_directories;  // --data, RBENCH_DATA, in order of preference
  std::vector<std::string>
      manifest_files;  // --task-file, and *.yaml of data directories' rbench-tasks/ folders
  std::vector<std::string> selections = {};  // --select, "TASK.KEY=VALUE": tasks/code_options.h
  GradingTools tools = {};                   // for the tasks' checkers
};

// `name` is "gsm8k" or "arith:easy". Loads, checks (gold equals itself, ids unique, sha256 where
// declared) and returns the task; errors name file and line, and for missing data the exact place,
// file name and sha256 wanted.
Result<Task> LoadTask(const std::string& name, const TaskSearch& search);

// One row of `rbench tasks`.
struct TaskListing {
  std::string name;
  std::string description;
  bool built_in_generator = false;
  bool found = false;
  std::string path;                    // where it was found, or the first place looked at
  std::string sha256;                  // of the file found
  std::string wanted;                  // what is missing: file name and sha256
  size_t rows = 0;                     // of the file
  std::map<std::string, int> skipped;  // reason -> rows that the task leaves out
  std::vector<std::string> subsets;
  std::vector<std::string> notes;  // an unexpected sha256, a manifest or file that cannot be read
};
std::vector<TaskListing> ListTasks(const TaskSearch& search);

}  // namespace rbench
