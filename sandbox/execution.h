#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "sandbox/dialogue.h"
#include "sandbox/event_loop.h"
#include "sandbox/run.h"
#include "sandbox/slot_pool.h"
#include "sandbox/wire.h"

namespace rbench {

// Keeps the first and the last half of what passes through.
class HeadAndTail {
 public:
  explicit HeadAndTail(size_t most) : half_(most / 2) {}
  void Add(const char* data, size_t bytes);
  std::string Text();

 private:
  const size_t half_;
  std::string head_;
  std::string tail_;
};

// One program in one slot, from its start to its end, as the broker sees it: reads what it prints
// and its records, holds it to its limits of output, CPU time and wall time, and says at the end
// what happened.
class Execution {
 public:
  // `cores` is how many of them the program can use at once: how fast CPU time may pass.
  Execution(EventLoop& loop, Slot& slot, const RunLimits& limits, int cores);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  // Before Start, for a run of tests: `job` as in wire::RunMessage. False where it is no job.
  bool OpenTests(int job);

  // The files of program and stdin stay the caller's. False with a reason; then slot_is_gone()
  // where the slot does not listen any more.
  bool Start(wire::SlotRun run, int program, int stdin_file, std::string* reason);
  bool slot_is_gone() const { return slot_is_gone_; }

  // The slot's init ended before it took the run, which another one will take.
  void InitReplaced();
  // Holds the program to its limits. Must be called again at NextCheckUs(); -1: not needed.
  void Check(int64_t now);
  int64_t NextCheckUs() const;

  // The run is over; null: its slot died with it. Call once.
  wire::Result Finish(const wire::SlotDone* done);

  Slot& slot() { return slot_; }
  const std::string& output() const { return output_; }
  std::string ErrorText() { return error_.Text(); }
  std::string Records() const { return dialogue_ != nullptr ? dialogue_->records() : ""; }

 private:
  void OnOutput();
  void OnError();
  void OnRecord();
  void BeginTest(int64_t now);
  void Kill();
  int64_t CpuUs() const;

  EventLoop& loop_;
  Slot& slot_;
  const RunLimits limits_;
  const int cores_;
  bool slot_is_gone_ = false;
  int out_ = -1;
  int err_ = -1;
  int64_t begun_us_ = 0;
  int64_t wall_end_us_ = 0;
  int64_t next_check_us_ = 0;
  std::string output_;
  HeadAndTail error_;
  bool over_output_ = false;
  bool over_cpu_ = false;
  bool over_wall_ = false;
  bool killed_ = false;
  int64_t cpu_seen_us_ = 0;
  int64_t cpu_base_us_ = 0;             // CPU time at the start of the test that goes on
  std::unique_ptr<Dialogue> dialogue_;  // of a run of tests
  bool tests_over_ = false;
  bool nonsense_ = false;
};

}  // namespace rbench
