#include "tasks/program_grading.h"

#include <algorithm>
#include <csignal>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sandbox/sandbox.h"
#include "tasks/code/output_compare.h"
#include "tasks/code/value_compare.h"
#include "tasks/code/value_encoding.h"
#include "tasks/reference_results.h"
#include "tasks/replayed_check.h"
#include "tasks/special_checker.h"

namespace rbench {
namespace {

// What every solution of LeetCode's kind may take for granted; the imports of LiveCodeBench's
// runner.
constexpr const char* kImports =
    "from string import *\nfrom re import *\nfrom datetime import *\nfrom collections import *\n"
    "from heapq import *\nfrom bisect import *\nfrom copy import *\nfrom math import *\n"
    "from random import *\nfrom statistics import *\nfrom itertools import *\n"
    "from functools import *\nfrom operator import *\nfrom io import *\nfrom sys import *\n"
    "from json import *\nfrom builtins import *\nfrom typing import *\n"
    "import string, re, datetime, collections, heapq, bisect, copy, math, random, statistics\n"
    "import itertools, functools, operator, io, sys, json\n"
    "sys.setrecursionlimit(50000)\nsys.set_int_max_str_digits(50000)\n";

// The namespace in which HumanEval's runner, and those that follow it, execute a program: exit and
// quit are None, and there is no __name__ but that of builtins, so that a main guard is not taken.
constexpr const char* kExecNamespace =
    "import builtins\nbuiltins.exit = builtins.quit = None\ndel builtins, __name__\n";
// EvalPlus's runner takes open away too.
constexpr const char* kEvalPlusNamespace =
    "import builtins\nbuiltins.exit = builtins.quit = builtins.open = None\n"
    "del builtins, __name__\n";

// `preamble` before `source`, whose statements `from __future__ import ...` must stay the first.
std::string PutBefore(const std::string& preamble, std::string_view source) {
  std::string first;
  std::string rest;
  while (!source.empty()) {
    const size_t end = std::min(source.find('\n'), source.size() - 1) + 1;
    const std::string_view line = source.substr(0, end);
    (line.starts_with("from __future__ import ") && line.find('(') == line.npos ? first : rest) +=
        line;
    source.remove_prefix(end);
  }
  if (!first.empty() && first.back() != '\n') first += '\n';
  return first + preamble + rest;
}

// Of a check whose calls depend on the results of earlier ones.
constexpr int kMaxPasses = 64;

TestGrade Fault(std::string reason) { return {"IE", std::move(reason), 0}; }

TestGrade OfRun(const RunResult& run) {
  return {RunStatusName(run.status), run.reason, static_cast<double>(run.cpu_us) / 1e6};
}

class Judge {
 public:
  Judge(Sandbox& sandbox, const CodeProblem& problem, const std::string& code,
        const ProgramGrading& grading)
      : sandbox_(sandbox), problem_(problem), code_(code), grading_(grading) {}

  ProgramGrade Run() {
    grade_.num_tests = problem_.tests.size();
    const bool in_process =
        HasInProcessTests(problem_) ||
        (IsFaithful() && !problem_.check_source.empty() && !IsFaithfulEvalPlus() && !HasChecker());
    if (in_process && HasChecker()) {
      Add(Fault("a special checker cannot judge asserts"));
    } else if (in_process) {
      if (IsFaithful() || !RunReplayed()) RunInProcess();
    } else if (problem_.tests.empty()) {
      Add(Fault("the problem has no tests"));
    } else if (problem_.tests.front().kind == CodeTestKind::kStdin) {
      RunPrograms();
    } else {
      RunCalls();
    }
    if (grade_.tests.empty()) Add(Fault("no test was run"));
    grade_.verdict = "AC";
    for (const TestGrade& test : grade_.tests) {
      if (test.verdict == "AC") continue;
      grade_.verdict = test.verdict;
      grade_.reason = test.reason;
      break;
    }
    if (grade_.verdict == "AC" && grade_.tests.size() < grade_.num_tests && !in_process) {
      grade_.verdict = "IE";
      grade_.reason = "not all tests were run";
    }
    return std::move(grade_);
  }

 private:
  RunLimits Limits() const {
    RunLimits limits;
    limits.cpu_s = problem_.time_limit_s.value_or(grading_.cpu_s) * grading_.time_factor;
    limits.memory_bytes =
        static_cast<int64_t>(problem_.memory_limit_mb.value_or(grading_.memory_mb) * (1 << 20));
    limits.output_bytes = 16 << 20;
    return limits;
  }

  // False where the judging ends with this test.
  bool Add(TestGrade test) {
    const double share = test.cpu_s / Limits().cpu_s;
    grade_.near_limit = grade_.near_limit || (share >= 0.6 && share <= 1.5);
    grade_.tests.push_back(std::move(test));
    return grade_.tests.back().verdict == "AC" ||
           (grading_.all_tests && grade_.tests.back().verdict != "IE");
  }

  std::string Source() const {
    return problem_.prelude + (problem_.prelude.empty() ? "" : "\n") + code_;
  }

  bool IsFaithful() const { return grading_.mode == ProgramMode::kFaithful; }
  bool IsFaithfulEvalPlus() const { return IsFaithful() && problem_.faithful_rule == "evalplus"; }
  bool IsFaithfulLiveCodeBench() const {
    return IsFaithful() && problem_.faithful_rule == "livecodebench";
  }
  bool IsOverTime(const TestOutcome& outcome) const {
    return static_cast<double>(outcome.cpu_us) > Limits().cpu_s * 1e6;
  }

  // What a test deserves that handed out no value. CPU time decides, whoever was first to stop it;
  // a process that the kernel killed in a run that was short of memory died of that.
  TestGrade OfFailure(const TestOutcome& outcome, const RunResult& run) const {
    const double cpu_s = static_cast<double>(outcome.cpu_us) / 1e6;
    if (IsOverTime(outcome)) {
      return {"TLE", fmt::format("more than {:g} s of CPU time", Limits().cpu_s), cpu_s};
    }
    if (outcome.end == TestEnd::kNotPlain) {
      return {"WA", "no plain value: " + outcome.payload, cpu_s};
    }
    const bool killed = outcome.end == TestEnd::kDied && outcome.payload == std::to_string(SIGKILL);
    if (killed && run.status == RunStatus::kMle) return {"MLE", run.reason, cpu_s};
    return {"RE", outcome.payload, cpu_s};
  }

  bool HasValue(const TestOutcome& outcome) const {
    return outcome.end == TestEnd::kValue && !IsOverTime(outcome);
  }

  // Whether the run ended in a test that has no outcome: the one after those that have. A run also
  // ends with an answer that came too late.
  bool EndedWithoutOutcome(const TestsResult& result, size_t num_tests) const {
    const bool late = !result.outcomes.empty() && IsOverTime(result.outcomes.back());
    return result.run.status != RunStatus::kOk && !late && result.outcomes.size() < num_tests;
  }

  bool HasChecker() const { return !problem_.checker_source.empty(); }

  RunLimits CheckerLimits() const {
    RunLimits limits;
    limits.cpu_s = grading_.checker_cpu_s * grading_.time_factor;
    limits.memory_bytes = 1 << 30;
    return limits;
  }

  SpecialChecker Checker() const { return {sandbox_, problem_.checker_source, CheckerLimits()}; }

  std::string Reference() const {
    return problem_.prelude + "\n" + problem_.prompt + problem_.reference;
  }

  static TestGrade OfChecker(CheckerAnswer answer, double cpu_s) {
    switch (answer.kind) {
      case CheckerAnswer::Kind::kAccepts:
        return {"AC", "", cpu_s};
      case CheckerAnswer::Kind::kRejects:
        return {"WA", std::move(answer.reason), cpu_s};
      case CheckerAnswer::Kind::kBroken:
        break;
    }
    return Fault(std::move(answer.reason));
  }

  // --- whole programs

  TestGrade Compare(const CodeTest& test, const std::string& output, double cpu_s) const {
    if (HasChecker()) {
      if (!test.expected_text) return Fault("a test has no expected output");
      return OfChecker(Checker().JudgeText(test.input, *test.expected_text, output), cpu_s);
    }
    const std::string& name = IsFaithful() ? problem_.faithful_rule : problem_.strict_rule;
    const auto rule = ParseOutputRule(name);
    if (!rule) return Fault(rule.error().message);
    const OutputComparison comparison = CompareOutput(*rule, test.expected_text, output);
    switch (comparison.verdict) {
      case OutputVerdict::kEqual:
        return {"AC", "", cpu_s};
      case OutputVerdict::kDifferent:
        return {"WA", comparison.reason, cpu_s};
      case OutputVerdict::kNoExpectation:
        return Fault("a test has no expected output");
      case OutputVerdict::kBadExpectation:
        return Fault("a test's expected output breaks its own rule: " + comparison.reason);
    }
    return Fault("comparison");
  }

  void RunPrograms() {
    if (IsFaithfulLiveCodeBench() && grading_.language == Language::kPython)
      return RunInOneInterpreter();
    for (const CodeTest& test : problem_.tests) {
      const RunResult run = sandbox_.Run({grading_.language, Source(), test.input, Limits()});
      grade_.grader_killer = grade_.grader_killer || run.grader_killer;
      const bool ended = run.status == RunStatus::kOk;
      if (!Add(ended ? Compare(test, run.output, static_cast<double>(run.cpu_us) / 1e6)
                     : OfRun(run))) {
        return;
      }
    }
  }

  void RunInOneInterpreter() {
    TestRequest request;
    request.harness = PythonHarness::kStdin;
    request.source = Source();
    request.limits = Limits();
    for (const CodeTest& test : problem_.tests) request.tests.push_back(test.input);
    const TestsResult result = sandbox_.RunTests(request);
    grade_.grader_killer = result.run.grader_killer;
    for (size_t i = 0; i < result.outcomes.size(); ++i) {
      const TestOutcome& outcome = result.outcomes[i];
      const double cpu_s = static_cast<double>(outcome.cpu_us) / 1e6;
      if (!Add(HasValue(outcome) ? Compare(problem_.tests[i], outcome.payload, cpu_s)
                                 : OfFailure(outcome, result.run))) {
        return;
      }
    }
    if (EndedWithoutOutcome(result, request.tests.size())) Add(OfRun(result.run));
  }

  // --- functions

  static std::string ArgumentsText(const CallArguments& arguments) {
    std::string text = fmt::format("l{}:", arguments.positional.size());
    for (const Value& value : arguments.positional) text += EncodeValue(value);
    if (arguments.named.empty()) return text;
    std::string named = fmt::format("d{}:", arguments.named.size());
    for (const auto& [name, value] : arguments.named) {
      named += fmt::format("s{}:{}", name.size(), name) + EncodeValue(value);
    }
    return "t2:" + text + named;
  }

  // LiveCodeBench's runner takes a program that does not say so for a module with the function.
  std::string ClassName(const std::string& source) const {
    const bool module = problem_.faithful_rule == "livecodebench" &&
                        source.find("class Solution") == std::string::npos;
    return module ? "" : problem_.class_name;
  }

  TestsResult Call(const std::string& source, const std::vector<std::string>& tests,
                   PythonHarness harness) {
    TestRequest request;
    request.harness = harness;
    request.source = IsFaithfulLiveCodeBench() ? kImports + source
                     : IsFaithfulEvalPlus()    ? PutBefore(kEvalPlusNamespace, source)
                                               : PutBefore(kImports, source);
    request.class_name = ClassName(source);
    request.function = problem_.entry_point;
    request.tests = tests;
    request.limits = Limits();
    return sandbox_.RunTests(request);
  }

  bool Right(const CodeTest& test, const Value& result, const Value& expected,
             EvalPlusComparer& evalplus, const std::string& rule) const {
    switch (test.relation) {
      case AssertRelation::kTruthy:
        return IsTruthy(result);
      case AssertRelation::kFalsy:
        return !IsTruthy(result);
      default:
        break;
    }
    if (rule == "evalplus") return evalplus.Compare(test.arguments.positional, result, expected);
    const auto compare = FindValueRule(rule);
    return compare && (*compare)(result, expected);
  }

  void RunCalls() {
    std::vector<std::string> tests;
    for (const CodeTest& test : problem_.tests) {
      const bool truth =
          test.relation == AssertRelation::kTruthy || test.relation == AssertRelation::kFalsy;
      tests.push_back((truth && !HasChecker() ? "B" : "") + ArgumentsText(test.arguments));
    }
    const std::string& rule = IsFaithful() ? problem_.faithful_rule : problem_.strict_rule;
    EvalPlusComparer evalplus(problem_.oracle, problem_.atol);
    size_t at = 0;
    // A test that ends the run is followed by the rest only where all are wanted.
    while (at < tests.size()) {
      const std::vector<std::string> rest(tests.begin() + static_cast<std::ptrdiff_t>(at),
                                          tests.end());
      const TestsResult result =
          Call(Source(), rest, IsFaithful() ? PythonHarness::kShared : PythonHarness::kCall);
      grade_.grader_killer = grade_.grader_killer || result.run.grader_killer;
      for (const TestOutcome& outcome : result.outcomes) {
        if (!Add(HasValue(outcome) ? OfValue(outcome, at, evalplus, rule)
                                   : OfFailure(outcome, result.run))) {
          return;
        }
        ++at;
      }
      if (!EndedWithoutOutcome(result, rest.size())) continue;
      ++at;
      if (!Add(OfRun(result.run)) || result.run.status == RunStatus::kCe) return;
    }
  }

  TestGrade OfValue(const TestOutcome& outcome, size_t at, EvalPlusComparer& evalplus,
                    const std::string& rule) const {
    const double cpu_s = static_cast<double>(outcome.cpu_us) / 1e6;
    const auto value = DecodeValue(outcome.payload);
    if (!value) return {"RE", "no value: " + value.error().message, cpu_s};
    const CodeTest& test = problem_.tests[at];
    if (HasChecker()) {
      const std::string arguments = ArgumentsText(test.arguments);
      return OfChecker(Checker().JudgeValue(arguments, *test.expected, *value), cpu_s);
    }
    if (Right(test, *value, *test.expected, evalplus, rule)) return {"AC", "", cpu_s};
    return {"WA", fmt::format("test {}: another value", at + 1), cpu_s};
  }

  // --- checks that are source, in a process of their own

  // False where the check cannot be replayed.
  bool RunReplayed() {
    ReplayedCheck check(sandbox_, problem_, PutBefore(kImports, Reference()), CheckerLimits());
    grade_.num_tests = 1;
    TestGrade test;
    for (int pass = 0; pass < kMaxPasses; ++pass) {
      switch (check.Go()) {
        case ReplayedCheck::State::kUnfit:
          return false;
        case ReplayedCheck::State::kFault:
          Add(Fault(check.reason()));
          return true;
        case ReplayedCheck::State::kPassed:
          test.verdict = "AC";
          Add(std::move(test));
          return true;
        case ReplayedCheck::State::kFailed:
          Add({"WA", check.reason(), test.cpu_s});
          return true;
        case ReplayedCheck::State::kAsks:
          break;
      }
      if (!AnswerCalls(check, test)) return true;
    }
    Add({"WA", fmt::format("the check asks on after {} passes", kMaxPasses), test.cpu_s});
    return true;
  }

  // False, with the verdict, where the program fails a call. `test` gets the longest CPU time.
  bool AnswerCalls(ReplayedCheck& check, TestGrade& test) {
    const std::vector<std::string> calls = check.calls();
    const TestsResult result = Call(Source(), calls, PythonHarness::kCall);
    grade_.grader_killer = grade_.grader_killer || result.run.grader_killer;
    for (const TestOutcome& outcome : result.outcomes) {
      test.cpu_s = std::max(test.cpu_s, static_cast<double>(outcome.cpu_us) / 1e6);
      if (!HasValue(outcome)) {
        Add(OfFailure(outcome, result.run));
        return false;
      }
      const auto value = DecodeValue(outcome.payload);
      if (!value) {
        Add({"RE", "no value: " + value.error().message, test.cpu_s});
        return false;
      }
      check.Answer(*value);
    }
    if (!EndedWithoutOutcome(result, calls.size())) return true;
    Add(OfRun(result.run));
    return false;
  }

  // --- checks in the program's own process: as good as the program is honest

  void RunInProcess() {
    grade_.weak = true;
    grade_.num_tests = 1;
    TestRequest request;
    request.harness = PythonHarness::kExec;
    request.source = IsFaithful() ? PutBefore(kExecNamespace, Source()) : Source();
    request.tests = {problem_.check_source};
    request.limits = Limits();
    const TestsResult result = sandbox_.RunTests(request);
    grade_.grader_killer = result.run.grader_killer;
    if (result.outcomes.empty()) {
      Add(OfRun(result.run));
      return;
    }
    const TestOutcome& outcome = result.outcomes.front();
    TestGrade test = HasValue(outcome)
                         ? TestGrade{"AC", "", static_cast<double>(outcome.cpu_us) / 1e6}
                         : OfFailure(outcome, result.run);
    const bool assertion =
        outcome.end == TestEnd::kRaised && outcome.payload.rfind("AssertionError", 0) == 0;
    if (assertion && test.verdict == "RE") test.verdict = "WA";
    Add(std::move(test));
  }

  Sandbox& sandbox_;
  const CodeProblem& problem_;
  const std::string& code_;
  const ProgramGrading& grading_;
  ProgramGrade grade_;
};

}  // namespace

const char* ProgramModeName(ProgramMode mode) {
  return mode == ProgramMode::kFaithful ? "faithful" : "strict";
}

ProgramGrade GradeProgram(Sandbox& sandbox, const CodeProblem& problem, const std::string& code,
                          const ProgramGrading& grading) {
  if (!NeedsReference(problem)) return Judge(sandbox, problem, code, grading).Run();
  const auto complete = WithReferenceResults(
      sandbox, problem, ReferenceLimits(grading.cpu_s, grading.memory_mb, grading.time_factor),
      grading.time_factor);
  if (complete) return Judge(sandbox, *complete, code, grading).Run();
  ProgramGrade grade;
  grade.verdict = "IE";
  grade.reason = complete.error().message;
  return grade;
}

}  // namespace rbench
