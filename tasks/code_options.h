#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/manifest.h"

// Which rows of a published file of programming problems a task takes. The same keys stand in a
// manifest's layout, beside `code`, and behind --select:
//
//   release: release_v5          LiveCodeBench: the files of a release, in the folder that `path`
//                                names ("release_v1" ... "release_v6", "release_latest", "v4_v6")
//   start_date: "2024-08-01"     LiveCodeBench: first and last day of contests; left out = no bound
//   end_date: "2025-01-31"
//   public_tests_suffice: true   LiveCodeBench: rows without hidden tests keep their public ones
//   split: test                  MBPP: test (task ids 11 to 510) or all

namespace rbench {

// The keys that a layout of tasks/code/code_problem.h knows.
std::vector<std::string> CodeOptionNames(std::string_view code_layout);

// Sets one option of a layout whose `code` is set. Errors: a key that it does not know (with the
// nearest), a value that is none of the key's.
Status SetCodeOption(std::string_view key, const std::string& value, FieldLayout& layout);

// The options of a layout that are not as they are by default, for ManifestText.
std::vector<std::pair<std::string, std::string>> CodeOptions(const FieldLayout& layout);

// Applies those of `selections` ("livecodebench.start_date=2024-08-01") that name the task to all
// of its layouts that know the key. Files that are no release leave the task where a release is
// asked for. Errors: a selection that is not of this form or that no layout of the task knows.
Status ApplySelections(const std::vector<std::string>& selections, TaskDefinition& definition);

}  // namespace rbench
