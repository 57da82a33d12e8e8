#include "tasks/code/code_problem.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/sha256.h"
#include "tasks/code/code_readers.h"
#include "tasks/code/value_encoding.h"

namespace rbench {
namespace {

// A text with its length before it: no two lists of texts give one concatenation.
void AddText(std::string_view text, Sha256& hash) {
  hash.Update(fmt::format("{}:", text.size()));
  hash.Update(text);
}

void AddTest(const CodeTest& test, Sha256& hash) {
  AddText(fmt::format("{} {} {}", static_cast<int>(test.kind), static_cast<int>(test.relation),
                      test.is_public),
          hash);
  AddText(test.input, hash);
  AddText(test.expected_text ? "expected " + *test.expected_text : "none", hash);
  for (const Value& value : test.arguments.positional) AddText(EncodeValue(value), hash);
  for (const auto& [name, value] : test.arguments.named) {
    AddText(name, hash);
    AddText(EncodeValue(value), hash);
  }
  AddText(test.expected ? EncodeValue(*test.expected) : "none", hash);
  AddText(test.assert_source, hash);
}

constexpr int kLiveCodeBenchParts = 6;

// "v3" -> 3; 0 where it names no part.
int PartNumber(std::string_view text) {
  if (text.size() != 2 || text[0] != 'v') return 0;
  const int part = text[1] - '0';
  return part >= 1 && part <= kLiveCodeBenchParts ? part : 0;
}

}  // namespace

const std::vector<CodeLayout>& CodeLayouts() {
  static const std::vector<CodeLayout> layouts = {
      {"livecodebench", &ReadLiveCodeBench, 0, CodeLayout::kContests},
      {"humaneval", &ReadHumanEval, 0},
      {"humaneval_plus", &ReadHumanEvalPlus, 3},
      {"mbpp", &ReadMbpp, 0, CodeLayout::kSplit},
      {"mbpp_sanitized", &ReadMbppSanitized, 0, CodeLayout::kSplit},
      {"mbpp_plus", &ReadMbppPlus, 0},
      {"leetcode_dataset", &ReadLeetCodeDataset, 0},
      {"leetcode_contest", &ReadLeetCodeContest, 0},
      {"code_contests", &ReadCodeContests, 0},
      {"codeforces", &ReadCodeforces, 0},
      {"sandboxfusion", &ReadSandboxFusion, 0},
      {"apps", &ReadApps, 0},
  };
  return layouts;
}

const CodeLayout* FindCodeLayout(std::string_view name) {
  const std::vector<CodeLayout>& layouts = CodeLayouts();
  const auto found = std::find_if(layouts.begin(), layouts.end(),
                                  [&](const CodeLayout& row) { return row.name == name; });
  return found == layouts.end() ? nullptr : &*found;
}

Result<CodeProblems> ReadCodeProblems(std::string_view layout, const std::vector<CodeFile>& files,
                                      const CodeReaderOptions& options) {
  std::vector<std::string_view> known;
  for (const CodeLayout& row : CodeLayouts()) {
    if (row.name != layout) {
      known.push_back(row.name);
      continue;
    }
    if (files.empty() || (row.files != 0 && files.size() != row.files)) {
      return InvalidInput(fmt::format("the layout {} takes {} files, not {}", layout,
                                      row.files == 0 ? "one or more" : std::to_string(row.files),
                                      files.size()));
    }
    return row.reader(files, options);
  }
  return InvalidInput(fmt::format("unknown layout \"{}\" of code problems (known: {})", layout,
                                  fmt::join(known, ", ")));
}

Result<std::vector<std::string>> LiveCodeBenchFiles(std::string_view release) {
  int first = 0;
  int last = 0;
  if (release == "release_latest") {
    first = 1;
    last = kLiveCodeBenchParts;
  } else if (release.starts_with("release_")) {
    first = 1;
    last = PartNumber(release.substr(8));
  } else if (const size_t middle = release.find('_'); middle != std::string_view::npos) {
    first = PartNumber(release.substr(0, middle));
    last = PartNumber(release.substr(middle + 1));
  } else {
    first = PartNumber(release);
    last = first;
  }
  if (first == 0 || last < first) {
    return InvalidInput(
        fmt::format("unknown LiveCodeBench release \"{}\" (known: release_v1 to release_v{}, "
                    "release_latest, v1 to v{}, v1_v2 and the like)",
                    release, kLiveCodeBenchParts, kLiveCodeBenchParts));
  }
  std::vector<std::string> names;
  for (int part = first; part <= last; ++part) {
    names.push_back(part == 1 ? "test.jsonl" : fmt::format("test{}.jsonl", part));
  }
  return names;
}

std::string ProblemHash(const CodeProblem& problem) {
  Sha256 hash;
  for (const std::string* text : {&problem.id, &problem.question, &problem.starter_code,
                                  &problem.entry_point, &problem.class_name, &problem.prompt,
                                  &problem.prelude, &problem.check_source, &problem.contract}) {
    AddText(*text, hash);
  }
  // Only where there is one: the other problems keep the hashes they had.
  if (!problem.checker_source.empty()) AddText("checker " + problem.checker_source, hash);
  for (const CodeTest& test : problem.tests) AddTest(test, hash);
  return hash.HexDigest();
}

std::string ProblemSetHash(std::vector<std::string> problem_hashes) {
  std::sort(problem_hashes.begin(), problem_hashes.end());
  Sha256 hash;
  for (const std::string& one : problem_hashes) AddText(one, hash);
  return hash.HexDigest();
}

bool HasInProcessTests(const CodeProblem& problem) {
  return std::any_of(problem.tests.begin(), problem.tests.end(),
                     [](const CodeTest& test) { return test.kind == CodeTestKind::kAssert; });
}

}  // namespace rbench
