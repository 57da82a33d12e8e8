// What hostile inputs cost the math checker: for each of tests/tasks/math/hostile_inputs.h, in a
// process of its own with its own check worker, extraction and check together. Prints CPU time
// (the worker's included), growth of memory (both processes), outcome and reason; fails where one
// takes more than 100 ms or 64 MB, where the outcome may not stand, and where a process ends.
//
// usage: math_hostile_perf [--all] [NAME...]   (default: the slowest 80 of all are printed)

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/checker.h"
#include "tasks/math/prover.h"
#include "tests/support/process_usage.h"
#include "tests/tasks/math/hostile_inputs.h"

namespace rbench {
namespace {

constexpr double kMaxMilliseconds = 100;
constexpr double kMaxMegabytes = 64;
constexpr size_t kShown = 80;
// An input that runs away is stopped here.
constexpr rlim_t kStopSeconds = 20;

// What one input cost; plain bytes, sent through a pipe.
struct Cost {
  Outcome outcome = Outcome::kUngraded;
  char reason[64] = {};
  double own_ms = 0;
  double worker_ms = 0;
  double own_mb = 0;
  double worker_mb = 0;
  int64_t proofs = 0;
  int64_t workers_ended = 0;  // by fuel, memory or abort
  int64_t backstops = 0;

  double ms() const { return own_ms + worker_ms; }
  double mb() const { return own_mb + worker_mb; }
};

double Megabytes(int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

// The peak of the child processes, as far as one is above `before`.
double ChildrenGrowth(int64_t before) {
  int64_t peak = EndedChildrenPeak();
  for (const pid_t pid : LiveChildren()) peak = std::max(peak, MemoryOf(pid).peak);
  return Megabytes(std::max<int64_t>(peak - before, 0));
}

bool Measure(const HostileInput& input, Cost& cost) {
  math::CheckWorkers workers({"/proc/self/exe", "check-worker"});
  if (!workers.Start(1)) return false;
  const auto checker = MakeChecker({"math", Json::object(), {}}, {&workers});
  if (!checker) return false;
  // Code and tables that every check needs are in memory before anything is measured, in the worker
  // too: this pair needs a proof.
  Problem first;
  first.gold = "\\frac{\\pi}{4}";
  const std::string first_answer = "\\boxed{4\\arctan(1/5)-\\arctan(1/239)}";
  if ((*checker)->Grade(first, {first_answer, false, GradeMode::kStrict}).outcome !=
      Outcome::kCorrect) {
    return false;
  }
  const std::vector<pid_t> children = LiveChildren();
  if (children.size() != 1) return false;
  const int64_t worker_before = MemoryOf(children[0]).now;
  const math::ProverCounts counts_before = workers.counts();
  Problem problem;
  problem.gold = input.gold;
  const GradeInput grade{input.completion, false, input.mode};
  const int64_t children_begin = ChildrenCpuNs();
  if (!ResetPeak()) return false;
  const int64_t own_before = MemoryOf(::getpid()).now;
  const int64_t begin = ThreadCpuNs();
  const Verdict verdict = (*checker)->Grade(problem, grade);
  cost.own_ms = static_cast<double>(ThreadCpuNs() - begin) / 1e6;
  cost.own_mb = Megabytes(std::max<int64_t>(MemoryOf(::getpid()).peak - own_before, 0));
  cost.worker_ms = static_cast<double>(ChildrenCpuNs() - children_begin) / 1e6;
  cost.worker_mb = ChildrenGrowth(worker_before);
  cost.outcome = verdict.outcome;
  std::strncpy(cost.reason, verdict.reason.c_str(), sizeof(cost.reason) - 1);
  const math::ProverCounts counts = workers.counts();
  cost.proofs = counts.proofs - counts_before.proofs;
  cost.workers_ended = counts.aborted + counts.out_of_fuel;
  cost.backstops = counts.backstops;
  return true;
}

// Measures in a child process. Empty, or why there is no measurement.
std::string MeasureApart(const HostileInput& input, Cost& cost) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  std::fflush(stdout);
  const pid_t pid = ::fork();
  if (pid < 0) return "no process";
  if (pid == 0) {
    ::close(ends[0]);
    const rlimit stop{kStopSeconds, kStopSeconds};
    ::setrlimit(RLIMIT_CPU, &stop);
    Cost own;
    const bool measured = Measure(input, own) &&
                          ::write(ends[1], &own, sizeof(own)) == static_cast<ssize_t>(sizeof(own));
    ::_exit(measured ? 0 : 1);
  }
  ::close(ends[1]);
  const bool read = ::read(ends[0], &cost, sizeof(cost)) == static_cast<ssize_t>(sizeof(cost));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFSIGNALED(status)) return "ended by signal " + std::to_string(WTERMSIG(status));
  return read ? "" : "could not be measured";
}

std::string Breach(const HostileInput& input, const Cost& cost) {
  using Truth = HostileInput::Truth;
  std::string breach;
  if (cost.ms() > kMaxMilliseconds) breach += " TIME";
  if (cost.mb() > kMaxMegabytes) breach += " MEMORY";
  if (cost.backstops > 0) breach += " BACKSTOP";
  if (cost.outcome == Outcome::kUngraded) breach += " UNGRADED";
  if (input.truth == Truth::kDifferent && cost.outcome == Outcome::kCorrect) breach += " FALSE";
  if (input.truth == Truth::kEqual && cost.outcome != Outcome::kCorrect &&
      cost.outcome != Outcome::kUndecided) {
    breach += " FALSE";
  }
  return breach;
}

struct Row {
  const HostileInput* input = nullptr;
  Cost cost;
  std::string breach;
};

int Main(const std::vector<std::string>& arguments) {
  const bool all = std::find(arguments.begin(), arguments.end(), "--all") != arguments.end();
  const bool chosen = arguments.size() > (all ? 1 : 0);
  std::vector<Row> rows;
  for (const HostileInput& input : HostileInputs()) {
    if (chosen && std::find(arguments.begin(), arguments.end(), input.name) == arguments.end()) {
      continue;
    }
    Row row{&input, {}, ""};
    const std::string failure = MeasureApart(input, row.cost);
    row.breach = failure.empty() ? Breach(input, row.cost) : " " + failure;
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.breach.empty() != b.breach.empty()) return b.breach.empty();
    return a.cost.ms() > b.cost.ms();
  });
  size_t breaches = 0;
  double most_ms = 0, most_mb = 0;
  int64_t ended = 0;
  std::printf("%-32s %9s %9s %8s %7s  %-10s %s\n", "input", "CPU ms", "of worker", "MB", "proofs",
              "outcome", "reason");
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto& [input, cost, breach] = rows[i];
    breaches += !breach.empty();
    most_ms = std::max(most_ms, cost.ms());
    most_mb = std::max(most_mb, cost.mb());
    ended += cost.workers_ended;
    if (!all && !chosen && i >= kShown && breach.empty()) continue;
    std::printf("%-32s %9.2f %9.2f %8.1f %7lld  %-10s %s%s\n", input->name.c_str(), cost.ms(),
                cost.worker_ms, cost.mb(), static_cast<long long>(cost.proofs),
                OutcomeName(cost.outcome), cost.reason, breach.c_str());
  }
  if (!all && !chosen && rows.size() > kShown) {
    std::printf("... and %zu more that took less (--all prints them)\n", rows.size() - kShown);
  }
  std::printf(
      "%zu inputs: at most %.1f ms CPU (bound %.0f) and %.1f MB (bound %.0f); %lld check workers "
      "ended early; %zu breaches\n",
      rows.size(), most_ms, kMaxMilliseconds, most_mb, kMaxMegabytes,
      static_cast<long long>(ended), breaches);
  return breaches == 0 && !rows.empty() ? 0 : 1;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "check-worker") {
    return rbench::math::RunCheckWorker();
  }
  return rbench::Main({argv + 1, argv + argc});
}
