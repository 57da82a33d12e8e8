#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/json.h"
#include "tasks/generators/code/code_suite.h"
#include "tasks/generators/number_draw.h"

namespace rbench {

using CodeParameters = std::vector<int64_t>;

// The words of a question. Every limit is a line of its own in the form that Limit() writes, so
// that the tests can hold the inputs against the text.
struct CodeStatement {
  std::string task = {};
  std::string input = {};   // stdin form only: the layout
  std::string output = {};  // what to print, or what the method returns
  std::vector<std::string> limits = {};
};

struct CodeArgument {
  const char* name;
  const char* type;  // "List[int]"
};

struct CodeSignature {
  const char* method = nullptr;  // "countSplits"
  std::vector<CodeArgument> arguments = {};
  const char* result = nullptr;  // "int"
};

// One kind of problem. Every function is pure; inputs obey the limits of the statement for the same
// parameters.
struct CodeFamily {
  const char* name = nullptr;   // "leap_years": also the name of its files in solutions/
  const char* topic = nullptr;  // "arithmetic"
  CodeDifficulty difficulty = CodeDifficulty::kEasy;
  int cpp_seconds = 1;  // see CodeInstance
  int python_seconds = 2;
  CodeSignature signature = {};  // function form only
  CodeParameters (*parameters)(NumberDraw& draw) = nullptr;
  CodeStatement (*statement)(NumberDraw& draw, const CodeParameters& p) = nullptr;
  // A random input small enough for a brute force and for the examples of a question.
  std::string (*small_input)(NumberDraw& draw, const CodeParameters& p) = nullptr;
  // Edge cases and larger inputs; the last is the one at the limits.
  std::vector<std::string> (*large_inputs)(NumberDraw& draw, const CodeParameters& p) = nullptr;
  // The solver, in one of the two forms; the other is null.
  void (*solve_stream)(std::istream& in, std::ostream& out, const CodeParameters& p) = nullptr;
  Json (*solve_call)(const std::vector<Json>& arguments, const CodeParameters& p) = nullptr;

  CodeForm Form() const { return solve_stream != nullptr ? CodeForm::kStdin : CodeForm::kFunction; }
};

// The answer to one input of our own making.
std::string SolveCase(const CodeFamily& family, const CodeParameters& p, const std::string& input);

// A problem of a family outside any release: what its stream makes of it.
CodeInstance MakeCodeInstance(const CodeFamily& family, PhiloxKey key, uint32_t attempt);

// The families of lcb_style, by field.
const std::vector<CodeFamily>& LcbStyleFamilies();

std::vector<CodeFamily> CodeNumberFamilies();
std::vector<CodeFamily> CodeNumberTheoryFamilies();
std::vector<CodeFamily> CodeTextFamilies();
std::vector<CodeFamily> CodeTextMatchingFamilies();
std::vector<CodeFamily> CodeArrayFamilies();
std::vector<CodeFamily> CodeSequenceFamilies();
std::vector<CodeFamily> CodePlanningFamilies();
std::vector<CodeFamily> CodeChoiceFamilies();
std::vector<CodeFamily> CodePlaneFamilies();
std::vector<CodeFamily> CodeGraphFamilies();

}  // namespace rbench
