#include "tasks/program_grading.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sandbox/sandbox.h"
#include "tasks/code/output_compare.h"
#include "tasks/code/value_compare.h"
#include "tasks/code/value_encoding.h"
#include "tasks/reference_results.h"

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
        (grading_.mode == ProgramMode::kFaithful && !problem_.check_source.empty());
    if (in_process) {
      RunInProcess();
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

  // --- whole programs

  TestGrade Compare(const CodeTest& test, std::string_view output, double cpu_s) const {
    const std::string& name =
        grading_.mode == ProgramMode::kFaithful ? problem_.faithful_rule : problem_.strict_rule;
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
    const bool upstream = grading_.mode == ProgramMode::kFaithful &&
                          grading_.language == Language::kPython &&
                          problem_.faithful_rule == "livecodebench";
    if (upstream) return RunInOneInterpreter();
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
      const bool value = outcome.end == TestEnd::kValue;
      if (!Add(value ? Compare(problem_.tests[i], outcome.payload, cpu_s)
                     : TestGrade{"RE", outcome.payload, cpu_s})) {
        return;
      }
    }
    if (result.run.status != RunStatus::kOk) Add(OfRun(result.run));
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

  TestsResult Call(const std::string& source, const std::vector<std::string>& tests,
                   PythonHarness harness) {
    TestRequest request;
    request.harness = harness;
    request.source = kImports + source;
    // As LiveCodeBench has it: a solution without the class gives the function itself.
    const bool has_class = source.find("class " + problem_.class_name) != std::string::npos;
    request.class_name = has_class ? problem_.class_name : "";
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
      tests.push_back((truth ? "B" : "") + ArgumentsText(test.arguments));
    }
    if (NeedsReference(problem_)) {
      Add(Fault("a test has no expected result (tasks/reference_results.h gives them)"));
      return;
    }
    const bool faithful = grading_.mode == ProgramMode::kFaithful;
    const std::string& rule = faithful ? problem_.faithful_rule : problem_.strict_rule;
    EvalPlusComparer evalplus(problem_.oracle, problem_.atol);
    size_t at = 0;
    // A test that ends the run is followed by the rest only where all are wanted.
    while (at < tests.size()) {
      const std::vector<std::string> rest(tests.begin() + static_cast<std::ptrdiff_t>(at),
                                          tests.end());
      const TestsResult result =
          Call(Source(), rest, faithful ? PythonHarness::kShared : PythonHarness::kCall);
      grade_.grader_killer = grade_.grader_killer || result.run.grader_killer;
      for (const TestOutcome& outcome : result.outcomes) {
        if (!Add(OfCall(outcome, at, evalplus, rule))) return;
        ++at;
      }
      if (result.run.status == RunStatus::kOk) return;
      ++at;
      if (!Add(OfRun(result.run)) || result.run.status == RunStatus::kCe) return;
    }
  }

  TestGrade OfCall(const TestOutcome& outcome, size_t at, EvalPlusComparer& evalplus,
                   const std::string& rule) const {
    const double cpu_s = static_cast<double>(outcome.cpu_us) / 1e6;
    if (outcome.end == TestEnd::kNotPlain) {
      return {"WA", "no plain value: " + outcome.payload, cpu_s};
    }
    if (outcome.end != TestEnd::kValue) return {"RE", outcome.payload, cpu_s};
    const auto value = DecodeValue(outcome.payload);
    if (!value) return {"RE", "no value: " + value.error().message, cpu_s};
    const CodeTest& test = problem_.tests[at];
    if (Right(test, *value, *test.expected, evalplus, rule)) return {"AC", "", cpu_s};
    return {"WA", fmt::format("test {}: another value", at + 1), cpu_s};
  }

  // --- checks in the program's own process: as good as the program is honest

  void RunInProcess() {
    grade_.weak = true;
    grade_.num_tests = 1;
    TestRequest request;
    request.harness = PythonHarness::kExec;
    request.source = Source();
    request.tests = {problem_.check_source};
    request.limits = Limits();
    const TestsResult result = sandbox_.RunTests(request);
    grade_.grader_killer = result.run.grader_killer;
    if (result.outcomes.empty()) {
      Add(OfRun(result.run));
      return;
    }
    const TestOutcome& outcome = result.outcomes.front();
    const double cpu_s = static_cast<double>(outcome.cpu_us) / 1e6;
    if (outcome.end == TestEnd::kValue) {
      Add({"AC", "", cpu_s});
    } else {
      const bool assertion =
          outcome.end == TestEnd::kRaised && outcome.payload.rfind("AssertionError", 0) == 0;
      Add({assertion ? "WA" : "RE", outcome.payload, cpu_s});
    }
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
  return Judge(sandbox, problem, code, grading).Run();
}

}  // namespace rbench
