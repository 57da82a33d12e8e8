// The cost of everything around an engine: 625 problems x 16 draws of 2 kB completions from an
// engine that costs nothing, graded, logged with fsync, resumable. Prints attempts per second with
// the CPU's name and checks what was written. Usage: harness_perf [folder] (default: a fresh folder
// below the temporary folder).

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/bench_fixture.h"

namespace rbench {
namespace {

constexpr int kProblems = 625;
constexpr int kDraws = 16;
constexpr size_t kTextBytes = 2048;
constexpr double kGoal = 15000;

std::string CpuName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown CPU";
}

// Prose with numbers, newlines and quotes that ends in a boxed answer; right in three of four
// draws.
ScriptedAnswer Answer(const std::string& gold, int draw) {
  std::string text;
  while (text.size() < kTextBytes - 32) {
    text += "Then 12 of the \"boxes\" hold 3 each, that is 36.\n";
  }
  text += "\\boxed{" + (draw % 4 == 3 ? std::string("-5") : gold) + "}";
  return {text, FinishReason::kStop};
}

int Fail(const std::string& what) {
  std::fprintf(stderr, "harness_perf: %s\n", what.c_str());
  return 1;
}

double RunOnce(const std::vector<Task>& tasks, const Script& script, const EvaluateOptions& options,
               Result<EvaluateResult>& result) {
  ScriptedEngine engine(script, {.threads = 0});
  const auto start = std::chrono::steady_clock::now();
  result = Evaluate(tasks, engine, options, QuietProgress());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int Main(const std::string& folder) {
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("harness", kProblems));
  std::map<std::string, std::string> golds;
  for (const Problem& problem : tasks[0].problems) golds["harness/" + problem.id] = problem.gold;
  const Script script = [&](const GenerateRequest& request) {
    return Answer(golds.at(request.problem), request.draw);
  };
  constexpr double kAttempts = kProblems * kDraws;
  std::printf("%s: %d problems x %d draws of %zu bytes; goal %.0f attempts/s\n", CpuName().c_str(),
              kProblems, kDraws, kTextBytes, kGoal);
  for (int round = 0; round < 3; ++round) {
    EvaluateOptions options = RunOptions(folder + "/run" + std::to_string(round), kDraws);
    options.protocol.sampling.max_new_tokens = 4096;
    Result<EvaluateResult> result = InternalError("not run");
    const double made_s = RunOnce(tasks, script, options, result);
    if (!result) return Fail(result.error().message);
    const TaskSummary& summary = result->record.scores[0];
    if (result->made != kAttempts || summary.counts.correct != kAttempts * 3 / 4 ||
        summary.counts.wrong != kAttempts / 4 || summary.problems != kProblems) {
      return Fail("wrong counts");
    }
    const double resumed_s = RunOnce(tasks, script, options, result);
    if (!result) return Fail(result.error().message);
    if (result->made != 0 || result->reused != kAttempts) return Fail("resume made attempts again");
    std::printf("round %d: %.0f attempts/s (%.3f s); opening it again %.3f s\n", round,
                kAttempts / made_s, made_s, resumed_s);
  }
  return 0;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  if (argc > 1) return rbench::Main(argv[1]);
  std::string folder = (fs::temp_directory_path() / "harness_perf_XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return rbench::Fail("no temporary folder");
  const int code = rbench::Main(folder);
  fs::remove_all(folder);
  return code;
}
