#pragma once

#include <string>

// The runner inside a sandboxed interpreter: loads a source, then takes one test after the other
// from the broker and sends a record of each back (wire.h: TestMessage, RecordHeader). Expected
// results never come here; a record is compared outside. The set-up names what a test is:
//
//   call    the test is a list of arguments (python_value.h); Solution().name(*arguments) or, with
//   an
//           empty class, name(*arguments), in a process of its own: the record is the value
//   shared  as call, but in one process and with one object for all tests (LiveCodeBench)
//   exec    the test is Python source, run where the names of the loaded source are, in a process
//   of
//           its own: the record is None
//   stdin   the test is an input; the source, one function for all tests in one process, reads it
//   from
//           a stand-in for sys.stdin: the record is what it printed (LiveCodeBench;
//           python_stdin.py)

namespace rbench {

// As lines: harness, class, function. Parsed by the runner.
struct PythonTestSetup {
  std::string harness;  // "call", "shared", "exec", "stdin"
  std::string class_name;
  std::string function;
};

// What runs of tests share, made before the slot's first run. False where the interpreter cannot.
bool PreparePythonTests();

// Serves the channel until its end. Does not return. The caller has read `source`.
[[noreturn]] void RunPythonTests(const std::string& source, int report, int channel);

}  // namespace rbench
