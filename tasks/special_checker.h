#pragma once

#include <string>
#include <vector>

#include "sandbox/run.h"
#include "tasks/code/value.h"

namespace rbench {

class Sandbox;

// What a problem's own checker says of one answer.
struct CheckerAnswer {
  enum class Kind {
    kAccepts,
    kRejects,  // also where it fails on this answer alone
    kBroken,   // it does not accept the expected answer, or could not be run
  };
  Kind kind = Kind::kBroken;
  std::string reason;  // for people; empty where it accepts
};

// Where more than one answer is right: a problem's own checker, Python source that defines
//
//   def check(input, expected, output) -> bool
//
// For a program, three texts (bytes that are no UTF-8 are replaced by U+FFFD). For a function,
// `input` is the list of arguments as the test has them, or a pair (list, dict) where some are
// named, `expected` and `output` are values.
//
// It runs in the sandbox in a run of its own, which the program under test never enters, and
// judges the expected answer before the other one, each in a fresh process. It must return True or
// False: raising, leaving, exceeding a limit or returning anything else is failing.
class SpecialChecker {
 public:
  // `limits` are those of one answer. `sandbox` must outlive this.
  SpecialChecker(Sandbox& sandbox, std::string source, const RunLimits& limits)
      : sandbox_(sandbox), source_(std::move(source)), limits_(limits) {}

  CheckerAnswer JudgeText(const std::string& input, const std::string& expected,
                          const std::string& output) const;
  // `arguments` is encoded (tasks/code/value_encoding.h).
  CheckerAnswer JudgeValue(const std::string& arguments, const Value& expected,
                           const Value& output) const;

 private:
  CheckerAnswer Judge(const std::string& input, const std::string& expected,
                      const std::string& output) const;

  Sandbox& sandbox_;
  const std::string source_;
  const RunLimits limits_;
};

}  // namespace rbench
