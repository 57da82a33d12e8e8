#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/helper_process.h"
#include "base/result.h"
#include "sandbox/run.h"
#include "sandbox/test_run.h"

namespace rbench {

struct Canary;
class CanaryJudge;

struct SandboxOptions {
  // Folder of rbench-sandbox and rbench-sandbox-python; empty = beside this program.
  std::string helpers;
  int slots = 0;         // programs at once; 0 = as many as cores
  bool cgroups = true;   // false = level 2 even where level 3 works
  bool unsafe = false;   // where no sandbox can be had, run programs all the same: level 1 or 0
  bool landlock = true;  // false = level 0 even where level 1 works
  std::string cache;     // for a precompiled header; empty = C++ programs compile without
  bool canaries = true;  // try the walls at the start (canary.h); 0.1 s
};

// How well runs are walled in. Probed when the sandbox starts, never lowered silently.
struct SandboxLevel {
  // 3: namespaces and control groups; 2: namespaces only. With SandboxOptions::unsafe also 1: walls
  // around files only (landlock.h); 0: no walls
  int level = 0;
  int cgroup_version = 0;
  int slots = 0;
  std::string problem;  // why it is not 3; empty at 3
};

// Runs untrusted programs. Thread-safe: as many runs go on as there are slots, others wait. The
// broker behind it is started with the object and again where it dies; a run whose slot or broker
// died is tried again on a fresh one, which changes nothing since a run has no effect outside.
class Sandbox {
 public:
  // Starts the broker and tries the walls. An error names what is missing or does not hold, and the
  // remedy. Start it before memory grows.
  static Result<std::unique_ptr<Sandbox>> Start(const SandboxOptions& options = {});
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // Never fails: what is not the program's doing is kIe, with the reason. A program that brought
  // down two slots is kRe, and `grader_killer` is set.
  RunResult Run(const RunRequest& request);

  // Runs tests of a Python source (test_run.h). As Run, and a test at which a slot died twice is
  // that of a grader_killer.
  TestsResult RunTests(const TestRequest& request);

  // Runs one of the programs that try the walls, as Start does unless told otherwise. What is wrong
  // with how it ended; empty where all is well.
  std::string TryCanary(const Canary& canary, CanaryJudge& judge);

  const SandboxLevel& level() const { return level_; }
  // Brokers started over the life of this object: 1 where none died.
  int brokers_started() const { return brokers_started_; }
  // The broker's process, for tests and `rbench doctor`; -1 where none is running.
  pid_t broker_pid();

 private:
  struct Broker;
  struct Work;
  // `records`, where given, takes what a run of tests hands out (wire::TestRecord and payloads).
  RunResult Submit(const Work& work, std::string* records = nullptr);
  Status TryWalls();
  explicit Sandbox(SandboxOptions options);
  Result<std::shared_ptr<Broker>> StartBroker();
  Result<std::shared_ptr<Broker>> CurrentBroker();

  const SandboxOptions options_;
  std::string unwalled_;  // at level 0 the folder of the slots' folders; else empty
  SandboxLevel level_;
  std::mutex mutex_;
  std::shared_ptr<Broker> broker_;
  std::atomic<int> brokers_started_{0};
  std::atomic<uint64_t> next_id_{1};
  std::once_flag header_once_;
};

}  // namespace rbench
