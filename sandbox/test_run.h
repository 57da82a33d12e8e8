#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sandbox/run.h"

// Tests of one Python source inside one sandboxed interpreter. Expected results stay outside: what
// comes back is what the source gave, to be compared by the caller.

namespace rbench {

// What a test is, and where it runs.
enum class PythonHarness {
  kCall,  // arguments (a list, encoded as tasks/code/value_encoding.h says) for the function, which
          // is a method of Solution() where a class is named: a process and an object of its own
  kShared,  // as kCall, but one process and one object for all tests, as LiveCodeBench does
  kExec,    // Python source that runs where the names of the tested source are, in its own process
  kStdin,   // an input for a program that LiveCodeBench's way turns into a function: one process,
            // stand-ins for standard input and output (python_stdin.py)
};
const char* PythonHarnessName(PythonHarness harness);  // "call", "shared", "exec", "stdin"

struct TestRequest {
  PythonHarness harness = PythonHarness::kCall;
  std::string source;
  std::string class_name;  // empty: the function is one of the module
  std::string function;    // of kCall and kShared
  std::vector<std::string> tests;
  RunLimits limits;  // cpu_s and wall_s hold for each test, output_bytes also for its value
};

// What became of one test.
enum class TestEnd : uint32_t {
  kValue = 0,       // payload: the value, encoded (python_value.h), or what was printed (kStdin)
  kRaised = 1,      // payload: type and text of the exception
  kNotPlain = 2,    // payload: why the value cannot be handed out ("type Foo", "depth", "size")
  kLoadFailed = 3,  // the source raised before any test; payload as kRaised
  kExited = 4,      // SystemExit; payload: its code
  kDied = 5,        // the test's process ended without a record; payload: its wait status
};

struct TestOutcome {
  TestEnd end = TestEnd::kValue;
  std::string payload;
  int64_t cpu_us = 0;
};

struct TestsResult {
  // Of the whole run: kOk where every test has an outcome. Otherwise the run ended in the test
  // after those that have one: its status is that test's. An answer that came after its test's CPU
  // limit is an outcome and ends the run, with kTle.
  RunResult run;
  std::vector<TestOutcome> outcomes;  // of the first tests, in order
};

}  // namespace rbench
