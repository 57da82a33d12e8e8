#pragma once

#include <string>
#include <vector>

#include "sandbox/run.h"
#include "tasks/code/code_problem.h"

namespace rbench {

class Sandbox;

// How a program is judged: run in the sandbox on the inputs of the problem's tests, compared
// outside.
enum class ProgramMode {
  kFaithful,  // as the benchmark's own program judges, quirks included
  kStrict,    // fair: a process for every test, plain comparison; for training
};
const char* ProgramModeName(ProgramMode mode);  // "faithful", "strict"

struct ProgramGrading {
  ProgramMode mode = ProgramMode::kStrict;
  Language language = Language::kPython;
  double cpu_s = 10;  // of a test where the problem names no limit
  double memory_mb = 1024;
  double time_factor = 1;     // of this machine, against which limits are scaled
  bool all_tests = false;     // go on after the first test that fails
  double checker_cpu_s = 10;  // of a checker of the problem, or of a pass of its replayed check
};

// What became of one test, in the words of contests: "AC", "WA", "TLE", "IDLE", "MLE", "OLE", "RE",
// "CE", "CTLE"; "IE" where the fault is ours.
struct TestGrade {
  std::string verdict;
  std::string reason;  // for people
  double cpu_s = 0;
};

struct ProgramGrade {
  std::string verdict;  // of the first test that failed, else "AC"
  std::string reason;
  std::vector<TestGrade> tests;  // those that ran, in order
  size_t num_tests = 0;
  bool weak = false;        // judged inside the program's own process
  bool near_limit = false;  // a test's CPU time lay near its limit
  bool grader_killer = false;
  bool accepted() const { return verdict == "AC"; }
};

// Blocks while programs run; any thread. No tests, a test without expectation, a reference that
// fails and a checker that does not accept the expected answer are "IE".
ProgramGrade GradeProgram(Sandbox& sandbox, const CodeProblem& problem, const std::string& code,
                          const ProgramGrading& grading);

}  // namespace rbench
