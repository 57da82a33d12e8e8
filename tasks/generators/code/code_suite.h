#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/philox.h"

// Generated programming problems in the two forms of LiveCodeBench: programs that read standard
// input, and methods of a Python class. As in suite.h, problem `index` of a suite is a pure
// function of (suite, version, index); its tests are made on demand, so a release is small and its
// tests are not stored anywhere.

namespace rbench {

struct CodeFamily;

enum class CodeForm {
  kStdin,     // a program: input on standard input, answer on standard output
  kFunction,  // class Solution with one method: input is one JSON value a line for each argument,
              // the answer one JSON value
};
enum class CodeDifficulty { kEasy, kMedium, kHard };

const char* CodeFormName(CodeForm form);                    // "stdin", "function"
const char* CodeDifficultyName(CodeDifficulty difficulty);  // "easy", "medium", "hard"

// One test. Every answer is unique, so outputs of programs compare as tokens and results of methods
// as JSON values.
struct CodeCase {
  std::string input;
  std::string expected;
  bool is_public = false;  // shown in the question
};

struct CodeInstance {
  int index = 0;  // in its release
  const CodeFamily* family = nullptr;
  std::vector<int64_t> parameters;  // what sets this problem apart within its family
  std::string question;             // statement, limits and examples
  std::string starter_code;         // function form: the class with an empty method; else empty
  std::string entry_point;          // function form: the method's name; else empty
  std::vector<CodeCase> examples;   // the public tests
  PhiloxKey test_key{};             // the stream of the hidden tests

  const char* FamilyName() const;
  CodeForm Form() const;
  CodeDifficulty Difficulty() const;
  // CPU seconds that a test may take: in C++ at least 1 and at least 5 times what the reference
  // needs for the slowest test of its family, in Python at least 2 and at least 10 times, rounded
  // up (g++ 12 -O2 and CPython 3.11 on a core of an EPYC server: at most 0.02 and 0.29). Where the
  // way that tries everything is the trap of a family, it takes longer than that in C++ too. Meant
  // for a machine of that speed.
  int CppSeconds() const;
  int PythonSeconds() const;
  // A whole program, or the class. Only the stdin form has a C++ text; else empty.
  std::string PythonReference() const;
  std::string CppReference() const;
};

struct CodeSuite {
  const char* name;  // "lcb_style"
  int version;
  const std::vector<CodeFamily>& (*families)();
  int release_size;            // problems of the frozen release
  const char* release_sha256;  // of CodeReleaseText(suite)
};

// All suites: one explicit table.
const std::vector<CodeSuite>& CodeSuites();
const CodeSuite* FindCodeSuite(std::string_view name);

// The problems of the release without their hidden tests (milliseconds). Families take turns; the
// problems of one family differ in their parameters, not in wording alone.
std::vector<CodeInstance> GenerateCodeRelease(const CodeSuite& suite);

// All tests of a problem, the public ones first, then from tiny to the stated limits. The inputs of
// one problem hold at most 256 KiB together, besides one of at most 1 MiB (the last).
std::vector<CodeCase> CasesOf(const CodeInstance& instance);

// SHA-256 over the inputs and answers of CasesOf(instance), each ended by a zero byte.
std::string TestsSha256(const CodeInstance& instance);

// The release as JSON Lines {"index", "family", "difficulty", "form", "question", "tests_sha256"}:
// what release_sha256 is of. Makes all tests (seconds).
std::string CodeReleaseText(const CodeSuite& suite);

}  // namespace rbench
