#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tasks/code/code_problem.h"
#include "tasks/task.h"
#include "tasks/text_steps.h"

// The YAML form of a task. Every key, with its default:
//
//   name: gsm8k                  required; [a-z0-9_]+, at most 64 characters
//   version: 1                   raise it when the meaning of the task changes
//   kind: file                   file | generated
//   description: ""              one line
//   source: ""                   publisher, owner/name
//   licence: ""
//   may_redistribute: false      whether run directories may carry the problems' texts to others
//   prompt: direct               a prompt variant (tasks/prompt_variant.h)
//   fewshot: 0                   shots by default
//   checker:                     required
//     kind: number               tasks/checker.h
//     options: {percent: drop}   by kind
//     extraction: [boxed, ...]   rule order; left out = the default of the kind
//     (tasks/extraction.h)
//   sampling: {temperature, top_p, max_new_tokens, draws, stop}    left out = silent
//   metrics: [pass@1]
//   r1_draws: 0                  draws per problem under --protocol r1
//   suite: arith                 kind generated only, required there: the generated suite
//   subsets:                     subset name -> conditions on fields of Problem.extra, all of which
//   must hold
//     easy: {level: [1, 2]}
//   data:                        kind file only, required there
//     problems: test             required; the split that is asked
//     shots: train               the split that few-shot examples come from; left out = none
//     splits:                    candidates in order of preference; the first that exists is read
//       test:
//         - path: gsm8k/test.jsonl.gz    relative to a data directory; a part may be "*"; a folder
//         is allowed for
//                                        format tex_folder, and for code with a release
//           with: [{path, sha256}]       files that are read after it, in order, and must be there
//                                        too: the other parts of the split
//           sha256: [...]                of the file as stored or after gunzip; another one is a
//           warning layout: default              a key of `layouts`; left out = the only one, or
//           "default"
//     layouts:
//       default:
//         code: humaneval                programming problems in a published layout
//         (tasks/code/code_problem.h): beside it only the keys of tasks/code_options.h
//         format: auto                   auto | json | jsonl | csv | tex_folder; auto looks at the
//         content columns: [question, A, ...]    csv without a header row question: [Body,
//         Question]     required; a field, or several joined by a blank gold: answer required
//         gold_steps: [...]              tasks/text_steps.h: trim, float_as_decimal, {after_last:
//         MARK}, ... options: options               a field with a list, or several fields
//         strip_option_letters: false    options begin with their letters ("A)")
//         reasoning: answer              what a shot shows before its answer
//         reasoning_steps: [...]
//         aliases: ["{year}-{part|1=I|2=II}"]   published ids; "|from=to" replaces a value
//         extra: [level]                 fields kept in Problem.extra
//         derived:                       texts put into Problem.extra beside them, filled in like
//                                        aliases; an empty one is left out
//           tolerance: "{kind|float=0.04|integer=}"
//     skip:                      rows left out, counted by reason; rows without a gold always are
//     ("no gold")
//       - {reason: needs a picture, field: Picture, unless: [""]}    left out unless the field is
//       one of these (or absent)
//
// Unknown keys are errors with file, line and the nearest known key.

namespace rbench {

struct FieldLayout {
  // A layout of tasks/code/code_problem.h and which of its rows are taken; then the rest is left
  // out.
  std::string code;
  std::string release;
  CodeReaderOptions code_options;
  std::string format = "auto";
  std::vector<std::string> columns;
  std::vector<std::string> question;
  std::string gold;
  std::vector<TextStep> gold_steps;
  std::vector<std::string> options;
  bool strip_option_letters = false;
  std::string reasoning;
  std::vector<TextStep> reasoning_steps;
  std::vector<std::string> aliases;
  std::vector<std::string> extra;
  std::vector<std::pair<std::string, std::string>> derived;  // name in Problem.extra -> template

  bool operator==(const FieldLayout&) const = default;
};

struct DataFile {
  std::string path;
  std::vector<std::string> sha256;
  std::string layout;
  std::vector<DataFile> with;  // their layout is this one's

  bool operator==(const DataFile&) const = default;
};

struct SkipRule {
  std::string reason;
  std::string field;
  std::vector<std::string> unless;

  bool operator==(const SkipRule&) const = default;
};

// field of Problem.extra -> texts allowed
using SubsetConditions = std::vector<std::pair<std::string, std::vector<std::string>>>;

// A manifest and where its problems come from.
struct TaskDefinition {
  Manifest manifest;
  std::string suite;  // not empty: generated
  std::string problems_split;
  std::string shots_split;
  std::vector<std::pair<std::string, std::vector<DataFile>>> splits;
  std::vector<std::pair<std::string, FieldLayout>> layouts;
  std::vector<SkipRule> skip;
  std::vector<std::pair<std::string, SubsetConditions>> subsets;

  const std::vector<DataFile>* FindSplit(std::string_view name) const;
  const FieldLayout* FindLayout(std::string_view name) const;
  const SubsetConditions* FindSubset(std::string_view name) const;
};

// Everything that can be checked without data is: names, checker and its options, prompt, splits
// and layouts named. `where` is the file name that errors carry.
Result<TaskDefinition> ParseManifest(std::string_view yaml, std::string_view where);

// The definition written as YAML again, every effective value spelled out. ParseManifest reads it
// back to the same text.
std::string ManifestText(const TaskDefinition& definition);

}  // namespace rbench
