#include "tasks/generators/code/code_suite.h"

#include <set>
#include <sstream>

#include <fmt/format.h>

#include "base/check.h"
#include "base/embedded_file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "tasks/generators/code/code_family.h"

namespace rbench {

// The files of solutions/, in a source that the build writes.
const std::vector<EmbeddedFile>& EmbeddedCodeSolutions();

namespace {

constexpr int kExamples = 2;
constexpr int kSmallTests = 10;
constexpr size_t kExampleBytes = 400;  // an example stays readable

std::string Solution(const std::string& name) {
  for (const EmbeddedFile& file : EmbeddedCodeSolutions()) {
    if (file.name == name) return std::string(file.text);
  }
  RBENCH_CHECK(false);
}

std::string NumberList(const CodeParameters& p) { return fmt::format("{}", fmt::join(p, ", ")); }

// "leap_years" -> "LeapYears": the solver's name in its source file.
std::string FunctionName(std::string_view family) {
  std::string name;
  bool start = true;
  for (const char c : family) {
    if (c == '_') {
      start = true;
      continue;
    }
    name += start ? static_cast<char>(c - 'a' + 'A') : c;
    start = false;
  }
  return name;
}

std::string StarterCode(const CodeSignature& signature) {
  std::string arguments;
  for (const CodeArgument& argument : signature.arguments) {
    arguments += fmt::format(", {}: {}", argument.name, argument.type);
  }
  return fmt::format("class Solution:\n    def {}(self{}) -> {}:\n        ", signature.method,
                     arguments, signature.result);
}

std::string ExampleText(const CodeFamily& family, const CodeCase& example, int number) {
  std::string text = fmt::format("\nExample {}\nInput:\n", number);
  if (family.Form() == CodeForm::kStdin) {
    text += example.input;
  } else {
    std::istringstream lines(example.input);
    for (const CodeArgument& argument : family.signature.arguments) {
      std::string line;
      RBENCH_CHECK(static_cast<bool>(std::getline(lines, line)));
      text += fmt::format("{} = {}\n", argument.name, line);
    }
  }
  return text + fmt::format("Output:\n{}", example.expected);
}

std::string Question(const CodeFamily& family, const CodeStatement& statement,
                     const std::vector<CodeCase>& examples) {
  std::string text = statement.task + "\n\n";
  if (family.Form() == CodeForm::kStdin) {
    text += fmt::format("Input\n{}\n\nOutput\n{}\n", statement.input, statement.output);
  } else {
    text += fmt::format("Complete the method `{}` of the class `Solution`. {}\n",
                        family.signature.method, statement.output);
  }
  text += "\nLimits\n";
  for (const std::string& limit : statement.limits) text += fmt::format("- {}\n", limit);
  int number = 1;
  for (const CodeCase& example : examples) text += ExampleText(family, example, number++);
  return text;
}

// Two small inputs, with different answers where a few draws find them. Of some candidates the
// longest is taken, as long as it can be read: it shows most.
std::vector<CodeCase> Examples(const CodeFamily& family, const CodeParameters& p,
                               NumberDraw& draw) {
  constexpr int kCandidates = 4, kTries = 60;
  std::vector<CodeCase> examples;
  while (examples.size() < kExamples) {
    CodeCase best;
    int found = 0;
    for (int i = 0; i < kTries && found < kCandidates; ++i) {
      const std::string input = family.small_input(draw, p);
      const std::string expected = SolveCase(family, p, input);
      if (input.size() + expected.size() > kExampleBytes) continue;
      if (!examples.empty() && examples[0].input == input) continue;
      // An answer that was seen is better than none.
      if (!examples.empty() && examples[0].expected == expected && i < kTries / 2) continue;
      ++found;
      if (input.size() > best.input.size()) best = {input, expected, true};
    }
    RBENCH_CHECK(found > 0);
    examples.push_back(std::move(best));
  }
  return examples;
}

}  // namespace

const char* CodeFormName(CodeForm form) { return form == CodeForm::kStdin ? "stdin" : "function"; }

const char* CodeDifficultyName(CodeDifficulty difficulty) {
  switch (difficulty) {
    case CodeDifficulty::kEasy:
      return "easy";
    case CodeDifficulty::kMedium:
      return "medium";
    case CodeDifficulty::kHard:
      return "hard";
  }
  RBENCH_CHECK(false);
}

const char* CodeInstance::FamilyName() const { return family->name; }
CodeForm CodeInstance::Form() const { return family->Form(); }
CodeDifficulty CodeInstance::Difficulty() const { return family->difficulty; }
int CodeInstance::CppSeconds() const { return family->cpp_seconds; }
int CodeInstance::PythonSeconds() const { return family->python_seconds; }

std::string CodeInstance::PythonReference() const {
  return fmt::format("PARAMETERS = [{}]\n\n{}", NumberList(parameters),
                     Solution(fmt::format("{}.py", family->name)));
}

std::string CodeInstance::CppReference() const {
  if (Form() != CodeForm::kStdin) return "";
  return fmt::format(
      "#include <iostream>\n\n{}\nint main() {{\n  std::ios::sync_with_stdio(false);\n  "
      "std::cin.tie(nullptr);\n  rbench::{}(std::cin, std::cout, {{{}}});\n}}\n",
      Solution(fmt::format("{}.cc", family->name)), FunctionName(family->name),
      NumberList(parameters));
}

std::string SolveCase(const CodeFamily& family, const CodeParameters& p, const std::string& input) {
  if (family.Form() == CodeForm::kStdin) {
    std::istringstream in(input);
    std::ostringstream out;
    family.solve_stream(in, out, p);
    return out.str();
  }
  std::vector<Json> arguments;
  for (size_t start = 0; start < input.size();) {
    const size_t end = input.find('\n', start);
    RBENCH_CHECK(end != std::string::npos);
    Result<Json> argument = ParseJson(std::string_view(input).substr(start, end - start));
    RBENCH_CHECK(argument.has_value());
    arguments.push_back(std::move(*argument));
    start = end + 1;
  }
  RBENCH_CHECK(arguments.size() == family.signature.arguments.size());
  return DumpJson(family.solve_call(arguments, p)) + "\n";
}

CodeInstance MakeCodeInstance(const CodeFamily& family, PhiloxKey key, uint32_t attempt) {
  PhiloxStream stream(key, attempt);
  NumberDraw draw(stream);
  CodeInstance instance;
  instance.family = &family;
  instance.parameters = family.parameters(draw);
  const CodeStatement statement = family.statement(draw, instance.parameters);
  instance.examples = Examples(family, instance.parameters, draw);
  instance.question = Question(family, statement, instance.examples);
  if (family.Form() == CodeForm::kFunction) {
    instance.starter_code = StarterCode(family.signature);
    instance.entry_point = family.signature.method;
  }
  // A key of its own: the tests do not depend on how much of its stream a statement draws.
  instance.test_key = PhiloxKeyFor((uint64_t{key[0]} << 32) | key[1],
                                   fmt::format("{}/tests/{}", family.name, attempt));
  return instance;
}

const std::vector<CodeFamily>& LcbStyleFamilies() {
  static const std::vector<CodeFamily> families = [] {
    std::vector<CodeFamily> all;
    for (auto* field :
         {&CodeNumberFamilies, &CodeNumberTheoryFamilies, &CodeTextFamilies,
          &CodeTextMatchingFamilies, &CodeArrayFamilies, &CodeSequenceFamilies,
          &CodePlanningFamilies, &CodeChoiceFamilies, &CodePlaneFamilies, &CodeGraphFamilies}) {
      for (CodeFamily& family : field()) all.push_back(std::move(family));
    }
    return all;
  }();
  return families;
}

const std::vector<CodeSuite>& CodeSuites() {
  static const std::vector<CodeSuite> suites = {
      {"lcb_style", 1, &LcbStyleFamilies, 480,
       "8474e742e699497ad07991e2421df2df474212c59ebc8f54dfea92a082103dc9"},
  };
  return suites;
}

const CodeSuite* FindCodeSuite(std::string_view name) {
  for (const CodeSuite& suite : CodeSuites()) {
    if (suite.name == name) return &suite;
  }
  return nullptr;
}

std::vector<CodeInstance> GenerateCodeRelease(const CodeSuite& suite) {
  constexpr uint32_t kMaxAttempts = 10000;
  const std::vector<CodeFamily>& families = suite.families();
  std::vector<std::set<CodeParameters>> seen(families.size());
  std::vector<CodeInstance> instances;
  for (int index = 0; index < suite.release_size; ++index) {
    const size_t turn = static_cast<size_t>(index) % families.size();
    const CodeFamily& family = families[turn];
    const PhiloxKey key = PhiloxKeyFor(static_cast<uint64_t>(suite.version),
                                       fmt::format("{}/{}/{}", suite.name, family.name, index));
    uint32_t attempt = 0;
    CodeInstance instance = MakeCodeInstance(family, key, attempt);
    while (!seen[turn].insert(instance.parameters).second) {
      RBENCH_CHECK(++attempt < kMaxAttempts);
      instance = MakeCodeInstance(family, key, attempt);
    }
    instance.index = index;
    instances.push_back(std::move(instance));
  }
  return instances;
}

std::vector<CodeCase> CasesOf(const CodeInstance& instance) {
  const CodeFamily& family = *instance.family;
  const CodeParameters& p = instance.parameters;
  PhiloxStream stream(instance.test_key);
  NumberDraw draw(stream);
  std::vector<CodeCase> cases = instance.examples;
  for (int i = 0; i < kSmallTests; ++i) cases.push_back({family.small_input(draw, p), "", false});
  for (std::string& input : family.large_inputs(draw, p)) {
    cases.push_back({std::move(input), "", false});
  }
  for (CodeCase& one : cases) {
    if (!one.is_public) one.expected = SolveCase(family, p, one.input);
  }
  return cases;
}

std::string TestsSha256(const CodeInstance& instance) {
  constexpr std::string_view kEnd("\0", 1);
  Sha256 hash;
  for (const CodeCase& one : CasesOf(instance)) {
    hash.Update(one.input);
    hash.Update(kEnd);
    hash.Update(one.expected);
    hash.Update(kEnd);
  }
  return hash.HexDigest();
}

std::string CodeReleaseText(const CodeSuite& suite) {
  std::string text;
  for (const CodeInstance& instance : GenerateCodeRelease(suite)) {
    text += DumpJson(Json{{"index", instance.index},
                          {"family", instance.FamilyName()},
                          {"difficulty", CodeDifficultyName(instance.Difficulty())},
                          {"form", CodeFormName(instance.Form())},
                          {"question", instance.question},
                          {"tests_sha256", TestsSha256(instance)}});
    text += '\n';
  }
  return text;
}

}  // namespace rbench
