#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rbench {

// The answer to one input of a family of lcb_style, found the slow and obvious way: by an algorithm
// other than the solver's, most of them far too slow for the limits.
std::string CodeBruteForce(std::string_view family, const std::string& input,
                           const std::vector<int64_t>& p);

// Whether a slow way exists that the limits must shut out: then the brute force does not finish the
// last test of a problem within the C++ time limit.
bool LimitsShutOutBruteForce(std::string_view family);

// The families: programs over numbers, texts and arrays; programs that choose, and boards and
// graphs; methods.
using CodeBruteForceFunction = std::string (*)(const std::string& input,
                                               const std::vector<int64_t>& p);
struct CodeBruteForceRow {
  const char* family;
  bool shut_out;
  CodeBruteForceFunction solve;
};
const std::vector<CodeBruteForceRow>& SequenceBruteForces();
const std::vector<CodeBruteForceRow>& ChoiceBruteForces();
const std::vector<CodeBruteForceRow>& CallBruteForces();

}  // namespace rbench
