#include "sandbox/broker.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/cgroup.h"
#include "sandbox/cpu_clock.h"
#include "sandbox/event_loop.h"
#include "sandbox/execution.h"
#include "sandbox/landlock.h"
#include "sandbox/memory_file.h"
#include "sandbox/program_cache.h"
#include "sandbox/seccomp_filter.h"
#include "sandbox/slot_pool.h"
#include "sandbox/wire.h"

namespace rbench {
namespace {

constexpr int64_t kCacheBytes = 256LL << 20;  // compiled programs kept
// Without groups memory is judged by the largest process's peak. Address space bounds it only
// loosely, since stacks of threads and arenas reserve far more than they use.
constexpr int64_t kReservedBytes = 768LL << 20;
constexpr int64_t kUngroupedStackBytes = 64LL << 20;
constexpr size_t kTrimBytes = 128 << 10;

RunLimits CompileLimits() {
  RunLimits limits;
  limits.cpu_s = 10;
  limits.wall_s = 60;
  limits.memory_bytes = 1LL << 30;
  limits.output_bytes = 1 << 16;
  limits.error_bytes = 1 << 14;
  limits.file_bytes = 256LL << 20;
  limits.files = 256;
  limits.tasks = 16;
  limits.open_files = 256;
  return limits;
}

// What a client asked for. Closes what it holds.
struct Job {
  Job() = default;
  ~Job() {
    CloseFd(source);
    CloseFd(in);
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  int session = -1;
  uint64_t session_number = 0;
  wire::RunMessage run;
  int source = -1;
  int in = -1;
};

std::string KeyOf(const wire::RunMessage& run) {
  return std::string(run.source_sha256, sizeof(run.source_sha256));
}

class Broker {
 public:
  explicit Broker(const BrokerOptions& options);
  int Run();

 private:
  // Called once with the end of the execution: its result is that of Execution::Finish.
  using Finished = std::function<void(Execution&, const wire::Result&, const wire::SlotDone*)>;
  struct Running {
    std::unique_ptr<Execution> execution;
    Finished finished;
  };

  wire::Ready Prepare();

  // --- clients
  void OnControl();
  void OnSession(int session);
  void CloseSession(int session);
  void Answer(const Job& job, wire::Result result, const std::string& output,
              const std::string& error, const std::string& records = "");
  void Fault(const Job& job, const std::string& reason, bool slot_died = false);

  // --- work
  void Pump();
  bool Begin(std::unique_ptr<Job>& job);
  void BeginProgram(std::unique_ptr<Job> job, Slot& slot, int program);
  void BeginCompile(std::unique_ptr<Job> job, Slot& slot);
  void Compiled(const std::string& key, Execution& execution, wire::Result result,
                const wire::SlotDone* done);
  bool Start(std::unique_ptr<Execution> execution, const wire::SlotRun& run, int program,
             int stdin_file, Finished finished, std::string* reason, bool* slot_died);
  void OnSlot(Slot& slot, const wire::SlotEvent* event);
  void Finish(Slot& slot, const wire::SlotDone* done);
  int64_t WaitUs(int64_t now) const;

  const BrokerOptions options_;
  const int cores_;
  const int slots_of_a_kind_;
  int nothing_ = -1;      // /dev/null
  int own_program_ = -1;  // this program, which is also the canaries
  bool client_gone_ = false;
  EventLoop loop_;
  std::vector<sock_filter> filter_;
  std::unique_ptr<CgroupRoot> groups_;
  SlotPool slots_;
  std::map<Slot*, Running> running_;

  struct Session {
    uint64_t number = 0;  // tells a session from the next one of the same descriptor
  };
  std::unordered_map<int, Session> sessions_;
  uint64_t session_count_ = 0;
  std::deque<std::unique_ptr<Job>> queue_;
  ProgramCache programs_{kCacheBytes};
  std::map<std::string, std::vector<std::unique_ptr<Job>>> compiling_;
};

int Cores() {
  cpu_set_t set;
  return ::sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
}

Broker::Broker(const BrokerOptions& options)
    : options_(options),
      cores_(Cores()),
      slots_of_a_kind_(options.slots > 0 ? options.slots : cores_),
      nothing_(::open("/dev/null", O_RDONLY | O_CLOEXEC)),
      own_program_(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC)),
      slots_(options_, slots_of_a_kind_, filter_, loop_,
             [this](Slot& slot, const wire::SlotEvent* event) { OnSlot(slot, event); }) {}

// Landlock lets nothing be executed that lies outside of /usr, but what lies nowhere.
int CopyInMemory(int file) {
  const int copy = MemoryFile("canary");
  struct stat what {};
  if (copy < 0 || ::fstat(file, &what) != 0) return file;
  while (::sendfile(copy, file, nullptr, static_cast<size_t>(what.st_size)) > 0) {
  }
  const int opened = OpenReadOnly(copy);
  ::close(copy);
  ::close(file);
  return opened;
}

// Finds out at which level runs are walled in, by starting a slot there.
wire::Ready Broker::Prepare() {
  wire::Ready ready;
  std::string problem;
  std::string reason;
  filter_ = BuildSeccompFilter(&reason);
  if (filter_.empty()) {
    problem = "no system call filter: " + reason;
  } else {
    if (options_.cgroups)
      groups_ = OpenCgroupRoot(&reason);
    else
      reason = "turned off";
    if (groups_ == nullptr) problem = "no control groups: " + reason;
    slots_.UseGroups(groups_.get());
    bool works = slots_.WaitForFirst(SlotKind::kProgram, &reason);
    if (!works && groups_ != nullptr) {
      // Groups that can be made but not used are none.
      problem = "no control groups: " + reason;
      slots_.UseGroups(nullptr);
      groups_.reset();
      works = slots_.WaitForFirst(SlotKind::kProgram, &reason);
    }
    if (works) {
      ready.level = groups_ != nullptr ? 3 : 2;
    } else {
      problem = reason;
      if (!options_.unwalled.empty()) {
        const bool landlock = options_.landlock && LandlockWorks();
        slots_.UseWalls(landlock ? Walls::kFiles : Walls::kNone);
        ready.unwalled = slots_.WaitForFirst(SlotKind::kProgram, &reason) ? 1 : 0;
        if (ready.unwalled == 1 && landlock) {
          ready.level = 1;
          own_program_ = CopyInMemory(own_program_);
        }
        if (ready.unwalled == 0) problem += "; without walls: " + reason;
      }
    }
  }
  ready.cgroup_version = groups_ != nullptr ? groups_->version() : 0;
  ready.slots = slots_of_a_kind_;
  std::snprintf(ready.problem, sizeof(ready.problem), "%s", problem.c_str());
  return ready;
}

int Broker::Run() {
  const wire::Ready ready = Prepare();
  if (!wire::Send(options_.control, ready) || (ready.level == 0 && ready.unwalled == 0)) {
    return 0;
  }
  loop_.Watch(options_.control, [this] { OnControl(); });
  while (!client_gone_) {
    loop_.Wait(WaitUs(NowUs()));
    const int64_t now = NowUs();
    for (auto& [slot, running] : running_) running.execution->Check(now);
    Pump();
  }
  return 0;
}

// --- clients

void Broker::OnControl() {
  wire::OpenSession message;
  wire::Received received;
  if (!wire::Receive(options_.control, message, received)) {
    if (received.bytes <= 0) client_gone_ = true;
    return;
  }
  for (int i = 0; i < received.num_fds; ++i) {
    const int session = received.fds[i];
    if (i > 0 || message.version != wire::kVersion) {
      ::close(session);
      continue;
    }
    sessions_[session] = {++session_count_};
    loop_.Watch(session, [this, session] { OnSession(session); });
  }
}

void Broker::OnSession(int session) {
  auto job = std::make_unique<Job>();
  wire::Received received;
  if (!wire::Receive(session, job->run, received)) {
    CloseSession(session);
    return;
  }
  if (received.num_fds != 2 || !wire::Plausible(job->run)) {
    for (int i = 0; i < received.num_fds; ++i) ::close(received.fds[i]);
    CloseSession(session);  // a client of this build sends nothing else
    return;
  }
  job->session = session;
  job->session_number = sessions_[session].number;
  job->source = received.fds[0];
  job->in = received.fds[1];
  queue_.push_back(std::move(job));
}

void Broker::CloseSession(int session) {
  // Runs of a client that left go on to their limits; their answers find nobody.
  loop_.Unwatch(session);
  sessions_.erase(session);
  ::close(session);
}

void Broker::Answer(const Job& job, wire::Result result, const std::string& output,
                    const std::string& error, const std::string& records) {
  const auto session = sessions_.find(job.session);
  if (session == sessions_.end() || session->second.number != job.session_number) return;
  result.id = job.run.id;
  result.output_bytes = static_cast<int64_t>(output.size());
  result.error_bytes = static_cast<int64_t>(error.size());
  result.record_bytes = static_cast<int64_t>(records.size());
  int file = -1;
  if (!output.empty() || !error.empty() || !records.empty()) {
    file = MemoryFile("output");
    if (file < 0 || !WriteAll(file, output) || !WriteAll(file, error) || !WriteAll(file, records)) {
      result = wire::Result{};
      result.id = job.run.id;
      std::snprintf(result.reason, sizeof(result.reason), "no memory for the output");
      CloseFd(file);
    }
  }
  const int fds[] = {file};
  const bool sent =
      file >= 0 ? wire::Send(job.session, result, fds) : wire::Send(job.session, result);
  CloseFd(file);
  if (!sent) CloseSession(job.session);
}

void Broker::Fault(const Job& job, const std::string& reason, bool slot_died) {
  wire::Result result;
  result.slot_died = slot_died ? 1 : 0;
  std::snprintf(result.reason, sizeof(result.reason), "%s", reason.c_str());
  Answer(job, result, "", "");
}

// --- work

// Starts what can be started, in order of arrival among those whose kind of slot is free.
void Broker::Pump() {
  for (size_t i = 0; i < queue_.size();) {
    if (Begin(queue_[i])) {
      queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

// False where the job has to wait. Otherwise it is taken.
bool Broker::Begin(std::unique_ptr<Job>& job) {
  SlotKind kind = SlotKind::kProgram;
  int program = -1;
  switch (job->run.work) {
    case wire::Work::kPython:
    case wire::Work::kPythonTests:
      kind = job->run.numpy != 0 ? SlotKind::kNumpy : SlotKind::kPython;
      program = job->source;
      break;
    case wire::Work::kCanary:
      program = own_program_;
      break;
    case wire::Work::kCpp: {
      const std::string key = KeyOf(job->run);
      program = programs_.Find(key);
      if (program >= 0) break;
      if (const auto others = compiling_.find(key); others != compiling_.end()) {
        others->second.push_back(std::move(job));
        return true;
      }
      kind = SlotKind::kCompiler;
    }
  }
  std::string reason;
  Slot* const slot = slots_.Idle(kind, &reason);
  if (slot == nullptr) {
    if (reason.empty()) return false;
    Fault(*job, reason);
    return true;
  }
  if (kind == SlotKind::kCompiler)
    BeginCompile(std::move(job), *slot);
  else
    BeginProgram(std::move(job), *slot, program);
  return true;
}

void Broker::BeginProgram(std::unique_ptr<Job> job, Slot& slot, int program) {
  const RunLimits& limits = job->run.limits;
  auto execution = std::make_unique<Execution>(loop_, slot, limits, cores_);
  wire::SlotRun run;
  run.limits = limits;
  run.stack_bytes = job->run.stack_bytes > 0 ? job->run.stack_bytes : limits.memory_bytes;
  if (slot.group == nullptr) {
    run.address_space = limits.memory_bytes + kReservedBytes;
    run.stack_bytes = std::min(run.stack_bytes, kUngroupedStackBytes);
  }
  int in = job->in;
  if (job->run.work == wire::Work::kPythonTests) {
    if (!execution->OpenTests(job->in)) return Fault(*job, "the tests cannot be read");
    run.has_channel = 1;
    in = nothing_;
  }
  const std::shared_ptr<Job> shared(std::move(job));
  std::string reason;
  bool slot_died = false;
  const bool started = Start(
      std::move(execution), run, program, in,
      [this, shared](Execution& ended, const wire::Result& result, const wire::SlotDone*) {
        Answer(*shared, result, ended.output(), ended.ErrorText(), ended.Records());
      },
      &reason, &slot_died);
  if (!started) Fault(*shared, reason, slot_died);
}

void Broker::BeginCompile(std::unique_ptr<Job> job, Slot& slot) {
  const std::string key = KeyOf(job->run);
  wire::SlotRun run;
  run.limits = CompileLimits();
  if (slot.group == nullptr) run.address_space = run.limits.memory_bytes + kReservedBytes;
  const int source = job->source;
  compiling_[key].push_back(std::move(job));
  std::string reason;
  bool slot_died = false;
  // The compiler reads the source as its input.
  const bool started = Start(
      std::make_unique<Execution>(loop_, slot, run.limits, cores_), run, nothing_, source,
      [this, key](Execution& ended, const wire::Result& result, const wire::SlotDone* done) {
        Compiled(key, ended, result, done);
      },
      &reason, &slot_died);
  if (started) return;
  const auto waiting = std::move(compiling_.extract(key).mapped());
  for (const auto& one : waiting) Fault(*one, reason, slot_died);
}

void Broker::Compiled(const std::string& key, Execution& execution, wire::Result result,
                      const wire::SlotDone* done) {
  std::vector<std::unique_ptr<Job>> waiting = std::move(compiling_.extract(key).mapped());
  int product = std::exchange(execution.slot().product, -1);
  if (result.status == RunStatus::kOk && done->product_bytes > 0 && product >= 0) {
    // Sealed: what runs is what was built.
    ::fcntl(product, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    programs_.Keep(key, OpenReadOnly(product), done->product_bytes);
    CloseFd(product);
    for (auto& one : waiting) queue_.push_front(std::move(one));
    return;
  }
  CloseFd(product);
  switch (result.status) {
    case RunStatus::kIe:
      break;
    case RunStatus::kRe:
    case RunStatus::kOle:
    case RunStatus::kOk:
      result.status = RunStatus::kCe;
      break;
    default:
      result.status = RunStatus::kCtle;
  }
  result.exit_code = 0;
  result.signal = 0;
  result.cpu_us = result.wall_us = result.peak_kib = 0;  // of the program, which never ran
  const std::string error = execution.ErrorText();
  for (const auto& one : waiting) Answer(*one, result, "", error);
}

bool Broker::Start(std::unique_ptr<Execution> execution, const wire::SlotRun& run, int program,
                   int stdin_file, Finished finished, std::string* reason, bool* slot_died) {
  Slot& slot = execution->slot();
  if (!execution->Start(run, program, stdin_file, reason)) {
    *slot_died = execution->slot_is_gone();
    if (*slot_died) slots_.Stop(slot);
    return false;
  }
  slot.busy = true;
  slot.done = {};
  running_[&slot] = {std::move(execution), std::move(finished)};
  return true;
}

void Broker::OnSlot(Slot& slot, const wire::SlotEvent* event) {
  if (event == nullptr) return Finish(slot, nullptr);
  if (event->word != wire::SlotWord::kReady) return Finish(slot, &slot.done);
  const auto found = running_.find(&slot);
  if (found != running_.end()) found->second.execution->InitReplaced();
}

void Broker::Finish(Slot& slot, const wire::SlotDone* done) {
  const auto found = running_.find(&slot);
  if (found == running_.end()) return;
  Running ended = std::move(found->second);
  running_.erase(found);
  slot.busy = false;
  const wire::Result result = ended.execution->Finish(done);
  ended.finished(*ended.execution, result, done);
  const size_t printed = ended.execution->output().size();
  ended = {};
  // What a flood took goes back to the machine: a broker lives long and should stay small.
  if (printed >= kTrimBytes) ::malloc_trim(0);
}

int64_t Broker::WaitUs(int64_t now) const {
  int64_t wait = -1;
  for (const auto& [slot, running] : running_) {
    const int64_t next = running.execution->NextCheckUs();
    if (next < 0) continue;
    const int64_t left = std::max<int64_t>(next - now, 0);
    if (wait < 0 || left < wait) wait = left;
  }
  return wait;
}

}  // namespace

int RunBroker(const BrokerOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  // An interrupt from the terminal is for the client, whose end is that of this process too.
  ::setsid();
  // Descriptors: a few for every run, and the client's sessions.
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
  }
  Broker broker(options);
  return broker.Run();
}

}  // namespace rbench
