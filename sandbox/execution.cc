#include "sandbox/execution.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/cpu_clock.h"
#include "sandbox/memory_file.h"
#include "sandbox/run_evidence.h"

namespace rbench {
namespace {

constexpr int64_t kGroupSlack = 1 << 20;  // page tables and the like
// Resident in every Python process, and where numpy is there before it.
constexpr int64_t kInterpreterKib = 16 << 10;
constexpr int64_t kNumpyKib = 40 << 10;
// A clock is never read more often than this.
constexpr int64_t kFinestCheckUs = 500;

}  // namespace

void HeadAndTail::Add(const char* data, size_t bytes) {
  const size_t head = std::min(bytes, half_ - head_.size());
  head_.append(data, head);
  tail_.append(data + head, bytes - head);
  if (tail_.size() > 2 * half_ + 4096) tail_.erase(0, tail_.size() - half_);
}

std::string HeadAndTail::Text() {
  if (tail_.size() > half_) tail_.erase(0, tail_.size() - half_);
  return head_ + tail_;
}

Execution::Execution(EventLoop& loop, Slot& slot, const RunLimits& limits, int cores)
    : loop_(loop),
      slot_(slot),
      limits_(limits),
      cores_(cores),
      error_(static_cast<size_t>(limits.error_bytes)) {}

Execution::~Execution() {
  loop_.UnwatchAndClose(out_);
  loop_.UnwatchAndClose(err_);
  if (dialogue_ != nullptr) loop_.Unwatch(dialogue_->channel());
}

bool Execution::OpenTests(int job) {
  dialogue_ = std::make_unique<Dialogue>();
  return dialogue_->Open(job, limits_.output_bytes);
}

bool Execution::Start(wire::SlotRun run, int program, int stdin_file, std::string* reason) {
  int out[2] = {-1, -1};
  int err[2] = {-1, -1};
  const bool piped = ::pipe2(out, O_CLOEXEC) == 0 && ::pipe2(err, O_CLOEXEC) == 0;
  int in = piped ? OpenReadOnly(stdin_file) : -1;
  int runner_end = -1;
  const auto give_up = [&](const std::string& why) {
    *reason = why;
    for (int* fd : {&out[0], &out[1], &err[0], &err[1], &in, &runner_end}) CloseFd(*fd);
    return false;
  };
  if (in < 0) return give_up(std::string("no descriptors: ") + std::strerror(errno));
  std::vector<int> given = {program, in, out[1], err[1]};
  if (dialogue_ != nullptr) {
    runner_end = dialogue_->TakeRunnerEnd();
    given.push_back(runner_end);
  }
  if (slot_.group != nullptr) {
    if (!slot_.group->Prepare(run.limits.memory_bytes + kGroupSlack, run.limits.tasks)) {
      return give_up(std::string("the control group refused its limits: ") + std::strerror(errno));
    }
    if (!slot_.group->lasts()) {
      const std::vector<int>& procs = slot_.group->procs_files();
      given.insert(given.end(), procs.begin(), procs.end());
    }
  }
  // Well past the limit, for each test that one process may have to run. The kernel counts in
  // ticks, which on a busy machine came to 21 s for 18 s of time.
  const double tests = dialogue_ != nullptr ? static_cast<double>(dialogue_->num_tests()) : 1;
  run.cpu_backstop_s = static_cast<int64_t>(std::ceil(1.5 * run.limits.cpu_s * tests)) + 1;
  begun_us_ = NowUs();
  if (!wire::Send(slot_.socket, run, given)) {
    slot_is_gone_ = true;
    return give_up("the slot is gone");
  }
  for (int* fd : {&out[1], &err[1], &in, &runner_end}) CloseFd(*fd);
  ::fcntl(out[0], F_SETFL, O_NONBLOCK);
  ::fcntl(err[0], F_SETFL, O_NONBLOCK);
  out_ = out[0];
  err_ = err[0];
  BeginTest(begun_us_);
  loop_.Watch(out_, [this] { OnOutput(); });
  loop_.Watch(err_, [this] { OnError(); });
  if (dialogue_ != nullptr) {
    loop_.Watch(dialogue_->channel(), [this] { OnRecord(); });
    dialogue_->Begin();  // a channel that is gone shows at the end of the run
  }
  return true;
}

void Execution::InitReplaced() {
  if (killed_) Kill();
}

wire::Result Execution::Finish(const wire::SlotDone* done) {
  // All writers are gone: what is in the pipes is all.
  OnOutput();
  OnError();
  if (dialogue_ != nullptr && !tests_over_) OnRecord();  // what arrived before the end
  RunEvidence evidence;
  evidence.limits = limits_;
  evidence.slot_died = done == nullptr;
  if (done != nullptr) evidence.done = *done;
  evidence.over_output = over_output_;
  evidence.over_cpu = over_cpu_;
  evidence.over_wall = over_wall_;
  evidence.tests = dialogue_ != nullptr;
  evidence.nonsense = nonsense_;
  evidence.group_cpu_us = cpu_seen_us_;
  if (slot_.group != nullptr) {
    const Cgroup::Usage usage = slot_.group->Read();
    evidence.grouped = true;
    evidence.oom_kills = usage.oom_kills;
    evidence.outer_oom = usage.outer_oom;
    evidence.group_cpu_us = usage.cpu_us;
    // Kernels that do not keep it: that of the largest process.
    evidence.group_peak_kib = usage.peak_kib > 0 ? usage.peak_kib : evidence.done.peak_kib;
    evidence.own_kib = kGroupSlack / 1024;
  } else if (IsPython(slot_.kind)) {
    evidence.own_kib = slot_.kind == SlotKind::kNumpy ? kNumpyKib : kInterpreterKib;
  }
  const RunConclusion conclusion = Conclude(evidence);
  wire::Result result;
  result.status = conclusion.status;
  result.exit_code = conclusion.exit_code;
  result.signal = conclusion.signal;
  result.slot_died = conclusion.slot_died ? 1 : 0;
  result.cpu_us = conclusion.cpu_us;
  result.wall_us = NowUs() - begun_us_;
  result.peak_kib = conclusion.peak_kib;
  std::snprintf(result.reason, sizeof(result.reason), "%s", conclusion.reason);
  return result;
}

void Execution::OnOutput() {
  const auto most = static_cast<size_t>(limits_.output_bytes);
  char buffer[1 << 16];
  while (out_ >= 0) {
    const ssize_t got = ::read(out_, buffer, sizeof(buffer));
    if (got < 0) return;  // nothing now
    if (got == 0) {
      loop_.UnwatchAndClose(out_);
      return;
    }
    const size_t room = most - output_.size();
    output_.append(buffer, std::min(room, static_cast<size_t>(got)));
    if (static_cast<size_t>(got) > room) {
      over_output_ = true;
      loop_.UnwatchAndClose(out_);  // nothing more of it is read
      Kill();
    }
  }
}

void Execution::OnError() {
  char buffer[1 << 14];
  while (err_ >= 0) {
    const ssize_t got = ::read(err_, buffer, sizeof(buffer));
    if (got < 0) return;
    if (got == 0) {
      loop_.UnwatchAndClose(err_);
      return;
    }
    error_.Add(buffer, static_cast<size_t>(got));
  }
}

// Time limits are those of one test (of the whole run where there are none).
void Execution::BeginTest(int64_t now) {
  wall_end_us_ = now + static_cast<int64_t>(WallLimit(limits_) * 1e6);
  const auto cpu_us = static_cast<int64_t>(limits_.cpu_s * 1e6);
  next_check_us_ = now + std::max(cpu_us / cores_, kFinestCheckUs);
}

void Execution::OnRecord() {
  const auto limit_us = static_cast<int64_t>(limits_.cpu_s * 1e6);
  while (!tests_over_) {
    const int64_t cpu_us = CpuUs();
    switch (dialogue_->Read(cpu_us)) {
      case Dialogue::Step::kNothing:
        return;
      case Dialogue::Step::kNext:
      case Dialogue::Step::kLast:
        // A test that was over its limit when its answer came is over its limit.
        over_cpu_ = cpu_us - cpu_base_us_ > limit_us;
        cpu_base_us_ = cpu_us;
        tests_over_ = over_cpu_ || dialogue_->num_records() == dialogue_->num_tests();
        if (over_cpu_) Kill();
        BeginTest(NowUs());
        break;
      case Dialogue::Step::kClosed:
        tests_over_ = true;
        break;
      case Dialogue::Step::kNonsense:
        nonsense_ = true;
        tests_over_ = true;
        Kill();
        break;
      case Dialogue::Step::kTooLarge:
        over_output_ = true;
        tests_over_ = true;
        Kill();
        break;
    }
  }
  loop_.Unwatch(dialogue_->channel());
}

int64_t Execution::CpuUs() const {
  if (slot_.group != nullptr) return slot_.group->CpuUs();
  return slot_.init > 0 ? TreeCpuUs(slot_.init) : 0;
}

// The CPU limit cannot be reached sooner than after (limit - used) / cores: that is when the clock
// is read again.
void Execution::Check(int64_t now) {
  if (killed_) return;
  if (now >= wall_end_us_) {
    over_wall_ = true;
    cpu_seen_us_ = CpuUs();
    Kill();
    return;
  }
  if (now < next_check_us_) return;
  const auto limit_us = static_cast<int64_t>(limits_.cpu_s * 1e6);
  cpu_seen_us_ = CpuUs();
  // Where one process was killed for the memory of all, the others need not go on (version 1: the
  // kernel leaves them).
  if (slot_.group != nullptr && slot_.group->OomKills() > 0) {
    Kill();
    return;
  }
  const int64_t used_us = cpu_seen_us_ - cpu_base_us_;
  if (used_us > limit_us) {
    over_cpu_ = true;
    Kill();
    return;
  }
  const int64_t left = (limit_us - used_us) / cores_;
  next_check_us_ = now + std::max(left, kFinestCheckUs);
}

int64_t Execution::NextCheckUs() const {
  return killed_ ? -1 : std::min(wall_end_us_, next_check_us_);
}

void Execution::Kill() {
  killed_ = true;
  if (slot_.pidfd >= 0) {
    ::syscall(SYS_pidfd_send_signal, slot_.pidfd, SIGKILL, nullptr, 0);
  }
}

}  // namespace rbench
