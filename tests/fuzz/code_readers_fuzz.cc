#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "tasks/code/code_problem.h"

// Input: a byte that chooses the layout, then a published file. Properties: reading is total; an
// error names the file; every problem has a question, an id and tests; the hash does not depend on
// the order of problems.

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rbench;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const CodeLayout& layout = CodeLayouts()[data[0] % CodeLayouts().size()];
  CodeReaderOptions options;
  options.public_tests_suffice = true;
  std::vector<CodeFile> files = {{"file", text}};
  while (files.size() < layout.files) files.push_back({"file", text});
  const Result<CodeProblems> set = ReadCodeProblems(layout.name, files, options);
  if (!set) {
    RBENCH_CHECK(set.error().message.starts_with("file"));
    return 0;
  }
  std::vector<std::string> hashes;
  for (const CodeProblem& problem : set->problems) hashes.push_back(ProblemHash(problem));
  const std::vector<std::string> turned(hashes.rbegin(), hashes.rend());
  RBENCH_CHECK(ProblemSetHash(turned) == ProblemSetHash(hashes));
  for (const CodeProblem& problem : set->problems) {
    RBENCH_CHECK(!problem.id.empty() && !problem.tests.empty());
  }
  return 0;
}
