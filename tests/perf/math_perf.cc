// The time of the math checker on published answers: each check, extraction included, by the CPU
// clock of its thread plus what check workers used. Grades everything twice; fails where the two
// verdicts of an answer differ, where one is ungraded, or where a goal below is missed.
//
// usage: math_perf [--sample N] [--write-cases FOLDER] [--times FOLDER]
//   --sample N            every Nth of the model outputs (default: all)
//   --write-cases FOLDER  only writes the cases as JSON Lines, for a peer that grades the same
//   --times FOLDER        also writes the time and the verdict of each case of the first pass

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "tasks/checker.h"
#include "tasks/math/prover.h"
#include "tests/perf/stored_answers.h"
#include "tests/support/process_usage.h"
#include "tests/support/test_data.h"

namespace rbench {
namespace {

// Microseconds.
constexpr double kMeanGoal = 100;
constexpr double kP99Goal = 3000;
constexpr double kMaxGoal = 100000;

struct AnswerSet {
  std::string name;
  std::vector<StoredAnswer> answers;
};

// Counts the questions that pass, so that workers' clocks are read only after those that had one.
class CountingProver : public math::Prover {
 public:
  explicit CountingProver(math::Prover& prover) : prover_(prover) {}
  Answer Prove(const exact_program& program, uint32_t a, uint32_t b, int64_t& fuel) override {
    ++proofs;
    return prover_.Prove(program, a, b, fuel);
  }
  int64_t proofs = 0;

 private:
  math::Prover& prover_;
};

struct Pass {
  std::vector<double> microseconds;  // a check
  std::vector<Verdict> verdicts;
  int64_t proofs = 0;
};

class Grading {
 public:
  Grading() : workers_({"/proc/self/exe", "check-worker"}), prover_(workers_) {}

  Status Prepare() {
    RBENCH_RETURN_IF_ERROR(workers_.Start(1));
    RBENCH_ASSIGN_OR_RETURN(plain_, MakeChecker({"math", Json::object(), {}}, {&prover_}));
    RBENCH_ASSIGN_OR_RETURN(
        json_, MakeChecker({"math", Json::object(), {"json_answer", "answer_tag", "boxed",
                                                     "final_answer_is", "hashes", "formula",
                                                     "whole", "number"}},
                           {&prover_}));
    return {};
  }

  Pass Run(const std::vector<StoredAnswer>& answers) {
    Pass pass;
    int64_t children = ChildrenCpuNs();
    for (const StoredAnswer& answer : answers) {
      Problem problem;
      problem.gold = answer.gold;
      const GradeInput input{answer.answer, false, GradeMode::kLenient};
      const Checker& checker = answer.json ? *json_ : *plain_;
      const int64_t proofs = prover_.proofs;
      const int64_t begin = ThreadCpuNs();
      Verdict verdict = checker.Grade(problem, input);
      int64_t used = ThreadCpuNs() - begin;
      if (prover_.proofs > proofs) {
        const int64_t now = ChildrenCpuNs();
        used += now - children;
        children = now;
        ++pass.proofs;
      }
      pass.microseconds.push_back(static_cast<double>(used) / 1e3);
      pass.verdicts.push_back(std::move(verdict));
    }
    return pass;
  }

  math::ProverCounts counts() const { return workers_.counts(); }

 private:
  math::CheckWorkers workers_;
  CountingProver prover_;
  std::unique_ptr<const Checker> plain_;
  std::unique_ptr<const Checker> json_;
};

double Quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<size_t>(q * static_cast<double>(values.size()));
  return values[std::min(rank, values.size() - 1)];
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Prints the line of one set; false where a goal is missed.
bool Report(const AnswerSet& set, const Pass& pass) {
  const double mean = Mean(pass.microseconds);
  const double p99 = Quantile(pass.microseconds, 0.99);
  const double most = Quantile(pass.microseconds, 1);
  size_t labelled = 0, agree = 0;
  size_t outcomes[5] = {};
  for (size_t i = 0; i < set.answers.size(); ++i) {
    const Outcome outcome = pass.verdicts[i].outcome;
    ++outcomes[static_cast<size_t>(outcome)];
    if (!set.answers[i].expected) continue;
    ++labelled;
    agree += (outcome == Outcome::kCorrect) == *set.answers[i].expected;
  }
  std::string counts;
  for (size_t i = 0; i < std::size(outcomes); ++i) {
    if (outcomes[i] > 0) {
      counts += fmt::format(" {} {}", OutcomeName(static_cast<Outcome>(i)), outcomes[i]);
    }
  }
  const bool met = mean <= kMeanGoal && p99 <= kP99Goal && most <= kMaxGoal;
  std::fputs(fmt::format("{:<18} {:>6} {:>9.1f} {:>8.1f} {:>9.1f} {:>9.1f} {:>9.0f} {:>7}  {}\n"
                         "{:<18} {} of {} published verdicts agree;{}\n",
                         set.name, set.answers.size(), mean, Quantile(pass.microseconds, 0.5), p99,
                         most, 1e6 / mean, pass.proofs, met ? "met" : "MISSED", "", agree, labelled,
                         counts)
                 .c_str(),
             stdout);
  if (!met) {
    const auto slowest = std::max_element(pass.microseconds.begin(), pass.microseconds.end());
    const auto which = static_cast<size_t>(slowest - pass.microseconds.begin());
    std::printf("%-18s slowest: %s\n", "", set.answers[which].id.c_str());
  }
  return met;
}

// The number of answers whose verdicts are no verdicts; each is named.
size_t Faults(const AnswerSet& set, const Pass& first, const Pass& second) {
  size_t faults = 0;
  for (size_t i = 0; i < set.answers.size(); ++i) {
    const bool same = DumpJson(VerdictToJson(first.verdicts[i])) ==
                      DumpJson(VerdictToJson(second.verdicts[i]));
    if (same && first.verdicts[i].outcome != Outcome::kUngraded) continue;
    ++faults;
    std::printf("FAULT %s: %s\n", set.answers[i].id.c_str(),
                same ? "ungraded" : "two passes, two verdicts");
  }
  return faults;
}

std::string CaseLine(const StoredAnswer& answer) {
  Json line{{"id", answer.id}, {"gold", answer.gold}, {"answer", answer.answer}};
  if (answer.expected) line["expected"] = *answer.expected;
  if (!answer.config.is_null()) line["config"] = answer.config;
  return DumpJson(line) + "\n";
}

std::string TimeLine(const StoredAnswer& answer, double microseconds, const Verdict& verdict) {
  return DumpJson(Json{{"id", answer.id},
                       {"cpu_us", microseconds},
                       {"correct", verdict.outcome == Outcome::kCorrect},
                       {"outcome", OutcomeName(verdict.outcome)}}) +
         "\n";
}

int Fail(const std::string& what) {
  std::fprintf(stderr, "math_perf: %s\n", what.c_str());
  return 1;
}

int Main(const std::vector<std::string>& arguments) {
  size_t sample = 1;
  std::string cases_folder, times_folder;
  for (size_t i = 0; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) return Fail(arguments[i] + " needs a value");
    const std::string& value = arguments[i + 1];
    if (arguments[i] == "--sample") {
      sample = std::strtoul(value.c_str(), nullptr, 10);
      if (sample == 0) return Fail("--sample needs a number from 1 up");
    } else if (arguments[i] == "--write-cases") {
      cases_folder = value;
    } else if (arguments[i] == "--times") {
      times_folder = value;
    } else {
      return Fail("unknown flag " + arguments[i]);
    }
  }
  const std::string data = TestDataDirectory();
  if (data.empty()) {
    std::printf("no test data (RBENCH_DATA), nothing to measure\n");
    return DataIsRequired() ? 1 : 0;
  }
  auto cases = MathVerifyCases(data);
  if (!cases) return Fail(cases.error().message);
  auto outputs = MathModelOutputs(data);
  if (!outputs) return Fail(outputs.error().message);
  AnswerSet sets[] = {{"math_verify_cases", *std::move(cases)}, {"model_outputs", {}}};
  for (size_t i = 0; i < outputs->size(); i += sample) {
    sets[1].answers.push_back(std::move((*outputs)[i]));
  }
  Grading grading;
  if (const auto ready = grading.Prepare(); !ready) return Fail(ready.error().message);
  bool good = true;
  if (cases_folder.empty()) {
    std::printf("%-18s %6s %9s %8s %9s %9s %9s %7s  goals (mean %.0f, p99 %.0f, max %.0f us)\n",
                "CPU us a check", "n", "mean", "p50", "p99", "max", "checks/s", "proofs", kMeanGoal,
                kP99Goal, kMaxGoal);
  }
  for (const AnswerSet& set : sets) {
    std::string lines;
    if (!cases_folder.empty()) {
      for (const StoredAnswer& answer : set.answers) lines += CaseLine(answer);
      const auto written = WriteFileAtomic(cases_folder + "/" + set.name + ".jsonl", lines);
      if (!written) return Fail(written.error().message);
      continue;
    }
    const Pass first = grading.Run(set.answers);
    const Pass second = grading.Run(set.answers);
    good = Report(set, first) && good;
    good = Faults(set, first, second) == 0 && good;
    if (times_folder.empty()) continue;
    for (size_t i = 0; i < set.answers.size(); ++i) {
      lines += TimeLine(set.answers[i], first.microseconds[i], first.verdicts[i]);
    }
    const auto written = WriteFileAtomic(times_folder + "/" + set.name + ".times.jsonl", lines);
    if (!written) return Fail(written.error().message);
  }
  const math::ProverCounts counts = grading.counts();
  if (counts.backstops > 0) return Fail("a proof reached the time of the backstop");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "check-worker") {
    return rbench::math::RunCheckWorker();
  }
  return rbench::Main({argv + 1, argv + argc});
}
