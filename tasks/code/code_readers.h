#pragma once

#include <vector>

#include "tasks/code/code_problem.h"

// The functions behind the table of layouts in code_problem.cc.

namespace rbench {

Result<CodeProblems> ReadLiveCodeBench(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options);
Result<CodeProblems> ReadHumanEval(const std::vector<CodeFile>& files,
                                   const CodeReaderOptions& options);
Result<CodeProblems> ReadHumanEvalPlus(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options);
Result<CodeProblems> ReadMbpp(const std::vector<CodeFile>& files, const CodeReaderOptions& options);
Result<CodeProblems> ReadMbppSanitized(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options);
Result<CodeProblems> ReadMbppPlus(const std::vector<CodeFile>& files,
                                  const CodeReaderOptions& options);
Result<CodeProblems> ReadLeetCodeDataset(const std::vector<CodeFile>& files,
                                         const CodeReaderOptions& options);
Result<CodeProblems> ReadLeetCodeContest(const std::vector<CodeFile>& files,
                                         const CodeReaderOptions& options);
Result<CodeProblems> ReadCodeContests(const std::vector<CodeFile>& files,
                                      const CodeReaderOptions& options);
Result<CodeProblems> ReadCodeforces(const std::vector<CodeFile>& files,
                                    const CodeReaderOptions& options);
Result<CodeProblems> ReadSandboxFusion(const std::vector<CodeFile>& files,
                                       const CodeReaderOptions& options);
Result<CodeProblems> ReadApps(const std::vector<CodeFile>& files, const CodeReaderOptions& options);

}  // namespace rbench
