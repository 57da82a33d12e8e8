#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench_fixture.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

constexpr int kDraws = 4;

// Forks a process that evaluates with an engine that takes its time; kills it after `life`.
void EvaluateAndKill(const std::vector<Task>& tasks, const std::string& folder,
                     std::chrono::microseconds life) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const Script script = MixedScript(tasks);
    const Script slow = [&](const GenerateRequest& request) {
      std::this_thread::sleep_for(std::chrono::microseconds(300));
      return script(request);
    };
    ScriptedEngine engine(slow, {.threads = 2, .token_arrays = true});
    EvaluateOptions options = RunOptions(folder, kDraws);
    options.log_tokens = true;
    options.max_in_flight = 8;
    options.log.fsync_every_ms = 2;
    const auto result = Evaluate(tasks, engine, options, QuietProgress());
    ::_exit(result ? 0 : 1);
  }
  std::this_thread::sleep_for(life);
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "the run failed by itself";
}

TEST(Kill, TwentyKillsChangeNothing) {
  TempFolder temp;
  std::vector<Task> tasks;
  tasks.push_back(MakeTask("small", 60));
  tasks.push_back(MakeTask("tiny", 20));
  const auto finish = [&](const std::string& folder) {
    ScriptedEngine engine(MixedScript(tasks), {.threads = 1, .token_arrays = true});
    EvaluateOptions options = RunOptions(folder, kDraws);
    options.log_tokens = true;
    const auto result = Evaluate(tasks, engine, options, QuietProgress());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_FALSE(result->interrupted);
  };
  finish(temp / "reference");
  const auto lines = AttemptLines(temp / "reference");
  ASSERT_EQ(lines.size(), 320u);

  PhiloxStream random(PhiloxKeyFor(20, "kill"));
  size_t grown = 0;
  // From before the folder exists to well into the run, however slow machine and build are: kills
  // that come before anything new was stored make the next life longer.
  uint64_t longest_us = 12000;
  for (int i = 0; i < 20; ++i) {
    const auto life = std::chrono::microseconds(random.NextBelow(longest_us));
    EvaluateAndKill(tasks, temp / "killed", life);
    const auto now = AttemptLines(temp / "killed");
    EXPECT_GE(now.size(), grown) << "lost attempts after kill " << i;
    if (now.size() == grown && grown < lines.size())
      longest_us = std::min<uint64_t>(2 * longest_us, 4'000'000);
    grown = now.size();
    for (const auto& [id, line] : now) ASSERT_EQ(line, lines.at(id));
  }
  EXPECT_GT(grown, 0u);
  finish(temp / "killed");
  EXPECT_EQ(AttemptLines(temp / "killed"), lines);
  EXPECT_EQ(StableRecord(temp / "killed"), StableRecord(temp / "reference"));
  EXPECT_EQ(*ReadFile(temp / "killed/classes.jsonl"), *ReadFile(temp / "reference/classes.jsonl"));
  EXPECT_EQ(ReadProblemRecords(temp / "killed")->size(), 80u);
}

}  // namespace
}  // namespace rbench
