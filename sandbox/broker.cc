#include "sandbox/broker.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/cgroup.h"
#include "sandbox/container.h"
#include "sandbox/cpu_clock.h"
#include "sandbox/dialogue.h"
#include "sandbox/run_evidence.h"
#include "sandbox/seccomp_filter.h"
#include "sandbox/slot.h"
#include "sandbox/slot_process.h"
#include "sandbox/wire.h"

namespace rbench {
namespace {

constexpr int64_t kGroupSlack = 1 << 20;         // init and page tables
constexpr int64_t kCacheBytes = 256LL << 20;     // compiled programs kept
constexpr int64_t kMaxBinaryBytes = 64LL << 20;  // of one program
// Without groups memory is judged by the largest process's peak. Address space bounds it only
// loosely, since stacks of threads and arenas reserve far more than they use.
constexpr int64_t kReservedBytes = 768LL << 20;
constexpr int64_t kUngroupedStackBytes = 64LL << 20;
constexpr int64_t kInterpreterKib = 16 << 10;  // resident in every Python process
constexpr const char* kHeadersInside = "/precompiled";
constexpr int kStartMs = 10000;  // what a slot may take to start
constexpr int kMaxFailedStarts = 3;
constexpr size_t kTrimBytes = 128 << 10;
// A clock is never read more often than this.
constexpr int64_t kFinestCheckUs = 500;

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

void CloseFd(int& fd) {
  if (fd >= 0) ::close(std::exchange(fd, -1));
}

int MemoryFile(const char* name) { return ::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

// Another opening of the same file, for reading only: its own offset, and no way to write.
int ReadOnly(int fd) {
  char path[64];
  std::snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  return ::open(path, O_RDONLY | O_CLOEXEC);
}

// Debian chooses among linear algebra libraries by links through /etc, which is not in the box.
std::string ChosenLibraries() {
  std::string folders;
  for (const char* name : {"libblas.so.3", "liblapack.so.3"}) {
    std::error_code error;
    const auto real =
        std::filesystem::canonical(std::string("/usr/lib/x86_64-linux-gnu/") + name, error);
    if (!error) folders += (folders.empty() ? "" : ":") + real.parent_path().string();
  }
  return folders;
}

// Keeps the first and the last half of what passes through.
class HeadAndTail {
 public:
  explicit HeadAndTail(size_t most) : half_(most / 2) {}
  void Add(const char* data, size_t bytes) {
    const size_t head = std::min(bytes, half_ - head_.size());
    head_.append(data, head);
    tail_.append(data + head, bytes - head);
    if (tail_.size() > 2 * half_ + 4096) tail_.erase(0, tail_.size() - half_);
  }
  std::string Text() {
    if (tail_.size() > half_) tail_.erase(0, tail_.size() - half_);
    return head_ + tail_;
  }

 private:
  const size_t half_;
  std::string head_;
  std::string tail_;
};

struct Slot {
  SlotKind kind = SlotKind::kProgram;
  int index = 0;
  pid_t pid = -1;
  int socket = -1;
  std::unique_ptr<Cgroup> group;
  bool ready = false;  // it said that it can serve
  bool busy = false;
};

// One program in one slot, from its start to its end.
struct Execution {
  explicit Execution(const RunLimits& given)
      : limits(given), error(static_cast<size_t>(given.error_bytes)) {}
  RunLimits limits;
  Slot* slot = nullptr;
  int out = -1;
  int err = -1;
  int pidfd = -1;
  pid_t init = -1;
  int64_t begun_us = 0;
  int64_t wall_end_us = 0;
  int64_t next_check_us = 0;
  std::string output;
  HeadAndTail error;
  bool over_output = false;
  bool over_cpu = false;
  bool over_wall = false;
  bool killed = false;
  int64_t cpu_seen_us = 0;
  int64_t cpu_base_us = 0;             // CPU time at the start of the test that goes on
  std::unique_ptr<Dialogue> dialogue;  // of a run of tests
  bool tests_over = false;
  bool nonsense = false;
  std::function<void(const wire::SlotDone* done)> finished;  // null: the slot died
};

// What a client asked for.
struct Job {
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
  explicit Broker(const BrokerOptions& options) : options_(options), control_(options.control) {}
  ~Broker() {
    for (auto& slot : slots_) StopSlot(*slot);
  }
  int Run();

 private:
  struct Binary {
    int fd = -1;
    int64_t bytes = 0;
    uint64_t last_used = 0;
  };
  struct Session {
    uint64_t number = 0;
    int running = 0;
  };

  // --- descriptors ready to be read
  void Watch(int fd, std::function<void()> ready) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = (++generation_ << 32) | static_cast<uint32_t>(fd);
    handlers_[fd] = {event.data.u64, std::move(ready)};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
  void Unwatch(int fd) {
    if (handlers_.erase(fd) > 0) ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  }
  void UnwatchAndClose(int& fd) {
    if (fd < 0) return;
    Unwatch(fd);
    CloseFd(fd);
  }

  // --- clients
  void OnControl();
  void OnSession(int session);
  void CloseSession(int session);
  void Answer(const Job& job, const wire::Result& result, const std::string& output,
              const std::string& error, const std::string& records = "");
  void Fault(const Job& job, const std::string& reason, bool slot_died = false);

  // --- slots
  int SlotsOf(SlotKind kind) const { return kind == SlotKind::kCompiler ? num_slots_ : num_slots_; }
  Slot* IdleSlot(SlotKind kind, std::string* reason);
  bool StartSlot(Slot& slot, std::string* reason);
  void StopSlot(Slot& slot);
  void OnSlot(Slot& slot);
  bool WaitForFirstSlot(SlotKind kind, std::string* reason);

  // --- work
  void Enqueue(std::unique_ptr<Job> job);
  void Pump();
  bool Begin(std::unique_ptr<Job>& job);
  void BeginCompile(std::unique_ptr<Job> job, Slot& slot);
  void BeginProgram(std::unique_ptr<Job> job, Slot& slot, int program);
  bool Start(std::unique_ptr<Execution> execution, Slot& slot, wire::SlotRun run,
             std::vector<int> fds, std::string* reason);
  void Finish(Slot& slot, const wire::SlotDone* done);
  wire::Result ResultOf(const Execution& execution, const wire::SlotDone* done);

  // --- while a program runs
  void OnOutput(Execution& execution);
  void OnError(Execution& execution);
  void OnRecord(Execution& execution);
  void BeginTest(Execution& execution, int64_t now);
  void Check(Execution& execution, int64_t now);
  void Kill(Execution& execution);
  int64_t CpuUs(const Execution& execution) const;
  int64_t WaitUs(int64_t now) const;

  void KeepBinary(const std::string& key, int fd, int64_t bytes);

  const BrokerOptions options_;
  int control_;
  int epoll_ = -1;
  int nothing_ = -1;      // /dev/null
  int own_program_ = -1;  // this program, which is also the canaries
  uint64_t generation_ = 0;
  struct Handler {
    uint64_t tag;
    std::function<void()> ready;
  };
  std::unordered_map<int, Handler> handlers_;
  bool client_gone_ = false;

  std::vector<sock_filter> filter_;
  std::unique_ptr<CgroupRoot> groups_;
  int num_slots_ = 1;
  int cores_ = 1;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::map<SlotKind, int> failed_starts_;  // in a row
  std::map<Slot*, std::unique_ptr<Execution>> running_;

  std::unordered_map<int, Session> sessions_;
  uint64_t session_count_ = 0;
  std::deque<std::unique_ptr<Job>> queue_;
  std::map<std::string, Binary> binaries_;
  std::map<std::string, std::vector<std::unique_ptr<Job>>> compiling_;
  uint64_t uses_ = 0;
  int64_t cached_bytes_ = 0;
};

int Broker::Run() {
  ::signal(SIGPIPE, SIG_IGN);
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  nothing_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  own_program_ = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  cpu_set_t set;
  cores_ = ::sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
  num_slots_ = options_.slots > 0 ? options_.slots : cores_;
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
    bool works = WaitForFirstSlot(SlotKind::kProgram, &reason);
    if (!works && groups_ != nullptr) {
      // Groups that can be made but not used are none.
      problem = "no control groups: " + reason;
      slots_.clear();
      groups_.reset();
      works = WaitForFirstSlot(SlotKind::kProgram, &reason);
    }
    if (works)
      ready.level = groups_ != nullptr ? 3 : 2;
    else
      problem = reason;
  }
  ready.cgroup_version = groups_ != nullptr ? groups_->version() : 0;
  ready.slots = num_slots_;
  std::snprintf(ready.problem, sizeof(ready.problem), "%s", problem.c_str());
  if (!wire::Send(control_, ready) || ready.level == 0) return 0;

  Watch(control_, [this] { OnControl(); });
  while (!client_gone_) {
    const int64_t wait = WaitUs(NowUs());
    const timespec timeout{wait / 1'000'000, (wait % 1'000'000) * 1000};
    epoll_event events[64];
    const int count = ::epoll_pwait2(epoll_, events, 64, wait < 0 ? nullptr : &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
      const auto found = handlers_.find(static_cast<int>(events[i].data.u64 & 0xffffffff));
      if (found == handlers_.end() || found->second.tag != events[i].data.u64) continue;
      const std::function<void()> ready_now = found->second.ready;  // may remove itself
      ready_now();
    }
    const int64_t now = NowUs();
    for (auto& [slot, execution] : running_) Check(*execution, now);
    Pump();
  }
  return 0;
}

// --- clients

void Broker::OnControl() {
  wire::OpenSession message;
  wire::Received received;
  if (!wire::Receive(control_, message, received)) {
    if (received.bytes <= 0) client_gone_ = true;
    return;
  }
  for (int i = 0; i < received.num_fds; ++i) {
    const int session = received.fds[i];
    if (i > 0 || message.version != wire::kVersion) {
      ::close(session);
      continue;
    }
    sessions_[session] = {++session_count_, 0};
    Watch(session, [this, session] { OnSession(session); });
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
  Enqueue(std::move(job));
}

void Broker::CloseSession(int session) {
  // Runs of a client that left go on to their limits; their answers find nobody.
  Unwatch(session);
  sessions_.erase(session);
  ::close(session);
}

void Broker::Answer(const Job& job, const wire::Result& given, const std::string& output,
                    const std::string& error, const std::string& records) {
  const auto session = sessions_.find(job.session);
  if (session == sessions_.end() || session->second.number != job.session_number) return;
  wire::Result result = given;
  result.id = job.run.id;
  result.output_bytes = static_cast<int64_t>(output.size());
  result.error_bytes = static_cast<int64_t>(error.size());
  result.record_bytes = static_cast<int64_t>(records.size());
  int file = -1;
  if (!output.empty() || !error.empty() || !records.empty()) {
    file = MemoryFile("output");
    const auto put = [&](const std::string& text) {
      for (size_t at = 0; at < text.size();) {
        const ssize_t put_now = ::write(file, text.data() + at, text.size() - at);
        if (put_now <= 0) return false;
        at += static_cast<size_t>(put_now);
      }
      return true;
    };
    if (file < 0 || !put(output) || !put(error) || !put(records)) {
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

// --- slots

bool Broker::StartSlot(Slot& slot, std::string* reason) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    *reason = std::strerror(errno);
    return false;
  }
  SlotProcess process;
  process.kind = slot.kind;
  process.socket = ends[1];
  process.filter = &filter_;
  process.compiler = options_.compiler;
  ContainerOptions container;
  container.kind = slot.kind;
  container.index = slot.index;
  // It may have been made since: compilers start with the first program that needs one.
  if (slot.kind == SlotKind::kCompiler && ::access(options_.headers.c_str(), R_OK) == 0) {
    container.binds.push_back({options_.headers, kHeadersInside});
    process.headers = kHeadersInside;
  }
  if (slot.kind == SlotKind::kPython) {
    process.library_path = ChosenLibraries();
    process.python = ::open(options_.python.c_str(), O_RDONLY | O_CLOEXEC);
    if (process.python < 0) {
      *reason = "no Python: " + options_.python + ": " + std::strerror(errno);
      ::close(ends[0]);
      ::close(ends[1]);
      return false;
    }
  }
  slot.pid = StartContainer(container, &RunSlotProcess, &process, reason);
  ::close(ends[1]);
  CloseFd(process.python);
  if (slot.pid < 0) {
    ::close(ends[0]);
    return false;
  }
  slot.socket = ends[0];
  if (groups_ != nullptr && slot.group == nullptr) {
    slot.group = groups_->MakeSlot(slot.index, reason);
    if (slot.group == nullptr) {
      StopSlot(slot);
      return false;
    }
  }
  Slot* const here = &slot;
  Watch(slot.socket, [this, here] { OnSlot(*here); });
  return true;
}

void Broker::StopSlot(Slot& slot) {
  UnwatchAndClose(slot.socket);
  if (slot.pid > 0) {
    ::kill(slot.pid, SIGKILL);
    ::waitpid(slot.pid, nullptr, 0);
  }
  slot.pid = -1;
  slot.ready = false;
}

// An idle slot of the kind. Null with an empty reason where one has to be waited for, which may
// just have been started; null with a reason where none can be started.
Slot* Broker::IdleSlot(SlotKind kind, std::string* reason) {
  reason->clear();
  int known = 0;
  Slot* stopped = nullptr;
  for (const auto& slot : slots_) {
    if (slot->kind != kind) continue;
    ++known;
    if (slot->busy) continue;
    if (slot->ready) return slot.get();
    if (slot->pid <= 0) stopped = slot.get();
  }
  if (stopped == nullptr) {
    if (known >= SlotsOf(kind)) return nullptr;
    slots_.push_back(std::make_unique<Slot>());
    stopped = slots_.back().get();
    stopped->kind = kind;
    stopped->index = static_cast<int>(slots_.size()) - 1;
  }
  if (failed_starts_[kind] >= kMaxFailedStarts) {
    *reason = std::string("slots for ") + SlotKindName(kind) + " programs do not start";
    return nullptr;
  }
  // It serves when it has said so.
  StartSlot(*stopped, reason);
  return nullptr;
}

void Broker::OnSlot(Slot& slot) {
  wire::SlotEvent event;
  wire::Received received;
  if (!wire::Receive(slot.socket, event, received)) {
    if (!slot.ready) ++failed_starts_[slot.kind];
    StopSlot(slot);
    Finish(slot, nullptr);
    return;
  }
  const auto found = running_.find(&slot);
  switch (event.word) {
    case wire::SlotWord::kReady:
      slot.ready = true;
      failed_starts_[slot.kind] = 0;
      break;
    case wire::SlotWord::kStarted:
      if (found == running_.end() || received.num_fds != 1) return;
      found->second->pidfd = received.fds[0];
      found->second->init = event.init;
      if (found->second->killed) Kill(*found->second);
      break;
    case wire::SlotWord::kDone:
      Finish(slot, &event.done);
      break;
  }
}

// A slot of the kind that serves, waited for: for the start only.
bool Broker::WaitForFirstSlot(SlotKind kind, std::string* reason) {
  IdleSlot(kind, reason);
  if (!reason->empty()) return false;
  pollfd one{slots_.back()->socket, POLLIN, 0};
  if (::poll(&one, 1, kStartMs) == 1) OnSlot(*slots_.back());
  if (slots_.back()->ready) return true;
  *reason = std::string("a ") + SlotKindName(kind) + " slot does not start";
  StopSlot(*slots_.back());
  return false;
}

// --- work

void Broker::Enqueue(std::unique_ptr<Job> job) { queue_.push_back(std::move(job)); }

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
  const auto fault = [&](const std::string& reason) {
    Fault(*job, reason);
    CloseFd(job->source);
    CloseFd(job->in);
    return true;
  };
  std::string reason;
  if (job->run.work == wire::Work::kPython || job->run.work == wire::Work::kPythonTests) {
    Slot* const slot = IdleSlot(SlotKind::kPython, &reason);
    if (slot == nullptr) return reason.empty() ? false : fault(reason);
    const int source = job->source;
    BeginProgram(std::move(job), *slot, source);
    return true;
  }
  if (job->run.work == wire::Work::kCanary) {
    Slot* const slot = IdleSlot(SlotKind::kProgram, &reason);
    if (slot == nullptr) return reason.empty() ? false : fault(reason);
    BeginProgram(std::move(job), *slot, own_program_);
    return true;
  }
  const std::string key = KeyOf(job->run);
  if (const auto known = binaries_.find(key); known != binaries_.end()) {
    Slot* const slot = IdleSlot(SlotKind::kProgram, &reason);
    if (slot == nullptr) return reason.empty() ? false : fault(reason);
    known->second.last_used = ++uses_;
    BeginProgram(std::move(job), *slot, known->second.fd);
    return true;
  }
  if (const auto others = compiling_.find(key); others != compiling_.end()) {
    others->second.push_back(std::move(job));
    return true;
  }
  Slot* const slot = IdleSlot(SlotKind::kCompiler, &reason);
  if (slot == nullptr) return reason.empty() ? false : fault(reason);
  BeginCompile(std::move(job), *slot);
  return true;
}

void Broker::BeginProgram(std::unique_ptr<Job> job, Slot& slot, int program) {
  auto execution = std::make_unique<Execution>(job->run.limits);
  wire::SlotRun run;
  run.limits = job->run.limits;
  run.stack_bytes = job->run.stack_bytes > 0 ? job->run.stack_bytes : job->run.limits.memory_bytes;
  if (slot.group == nullptr) {
    run.address_space = job->run.limits.memory_bytes + kReservedBytes;
    run.stack_bytes = std::min(run.stack_bytes, kUngroupedStackBytes);
  }
  int in = job->in;
  if (job->run.work == wire::Work::kPythonTests) {
    execution->dialogue = std::make_unique<Dialogue>();
    if (!execution->dialogue->Open(job->in, job->run.limits.output_bytes)) {
      Fault(*job, "the tests cannot be read");
      CloseFd(job->source);
      CloseFd(job->in);
      return;
    }
    run.has_channel = 1;
    in = nothing_;
  }
  const std::vector<int> fds = {program, in};
  const std::shared_ptr<Job> shared(std::move(job));
  Execution* const here = execution.get();
  execution->finished = [this, shared, here](const wire::SlotDone* done) {
    Answer(*shared, ResultOf(*here, done), here->output, here->error.Text(),
           here->dialogue != nullptr ? here->dialogue->records() : "");
    CloseFd(shared->source);
    CloseFd(shared->in);
  };
  std::string reason;
  if (!Start(std::move(execution), slot, run, fds, &reason)) {
    Fault(*shared, reason, slot.pid < 0);
    CloseFd(shared->source);
    CloseFd(shared->in);
  }
}

void Broker::BeginCompile(std::unique_ptr<Job> job, Slot& slot) {
  const std::string key = KeyOf(job->run);
  auto execution = std::make_unique<Execution>(CompileLimits());
  wire::SlotRun run;
  run.limits = CompileLimits();
  run.product_bytes = kMaxBinaryBytes;
  if (slot.group == nullptr) run.address_space = run.limits.memory_bytes + kReservedBytes;
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int product = MemoryFile("program");
  compiling_[key].push_back(std::move(job));
  Execution* const here = execution.get();
  execution->finished = [this, key, here, product](const wire::SlotDone* done) {
    std::vector<std::unique_ptr<Job>> waiting = std::move(compiling_[key]);
    compiling_.erase(key);
    wire::Result result = ResultOf(*here, done);
    if (result.status == RunStatus::kOk && done->product_bytes > 0) {
      // Sealed: what runs is what was built.
      ::fcntl(product, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
      const int fd = ReadOnly(product);
      ::close(product);
      KeepBinary(key, fd, done->product_bytes);
      for (auto& one : waiting) queue_.push_front(std::move(one));
      return;
    }
    ::close(product);
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
    const std::string error = here->error.Text();
    for (auto& one : waiting) {
      Answer(*one, result, "", error);
      CloseFd(one->source);
      CloseFd(one->in);
    }
  };
  std::string reason;
  const int source = compiling_[key].front()->source;
  // The compiler reads the source as its input.
  const std::vector<int> fds = {nothing, source, product};
  if (!Start(std::move(execution), slot, run, fds, &reason)) {
    std::vector<std::unique_ptr<Job>> waiting = std::move(compiling_[key]);
    compiling_.erase(key);
    ::close(product);
    for (auto& one : waiting) {
      Fault(*one, reason, slot.pid < 0);
      CloseFd(one->source);
      CloseFd(one->in);
    }
  }
  ::close(nothing);
}

// `fds`: program, stdin, and where the run has a product its file.
bool Broker::Start(std::unique_ptr<Execution> execution, Slot& slot, wire::SlotRun run,
                   std::vector<int> fds, std::string* reason) {
  int out[2] = {-1, -1};
  int err[2] = {-1, -1};
  const bool piped = ::pipe2(out, O_CLOEXEC) == 0 && ::pipe2(err, O_CLOEXEC) == 0;
  int in = piped ? ReadOnly(fds[1]) : -1;
  int runner_end = -1;
  const auto give_up = [&](const std::string& why) {
    *reason = why;
    for (int* fd : {&out[0], &out[1], &err[0], &err[1], &in, &runner_end}) CloseFd(*fd);
    return false;
  };
  if (in < 0) return give_up(std::string("no descriptors: ") + std::strerror(errno));
  std::vector<int> given = {fds[0], in, out[1], err[1]};
  if (run.product_bytes > 0) given.push_back(fds[2]);
  if (execution->dialogue != nullptr) {
    runner_end = execution->dialogue->TakeRunnerEnd();
    given.push_back(runner_end);
  }
  if (slot.group != nullptr) {
    if (!slot.group->Prepare(run.limits.memory_bytes + kGroupSlack, run.limits.tasks + 1)) {
      return give_up(std::string("the control group refused its limits: ") + std::strerror(errno));
    }
    const std::vector<int>& procs = slot.group->procs_files();
    given.insert(given.end(), procs.begin(), procs.end());
  }
  // Well past the limit, for each test that one process may have to run.
  const double tests =
      execution->dialogue != nullptr ? static_cast<double>(execution->dialogue->num_tests()) : 1;
  // The kernel counts in ticks, which on a busy machine came to 21 s for 18 s of time.
  run.cpu_backstop_s = static_cast<int64_t>(std::ceil(1.5 * run.limits.cpu_s * tests)) + 1;
  execution->begun_us = NowUs();
  if (!wire::Send(slot.socket, run, given)) {
    StopSlot(slot);
    return give_up("the slot is gone");
  }
  ::close(out[1]);
  ::close(err[1]);
  ::close(in);
  CloseFd(runner_end);
  ::fcntl(out[0], F_SETFL, O_NONBLOCK);
  ::fcntl(err[0], F_SETFL, O_NONBLOCK);
  execution->slot = &slot;
  execution->out = out[0];
  execution->err = err[0];
  BeginTest(*execution, execution->begun_us);
  Execution* const here = execution.get();
  Watch(here->out, [this, here] { OnOutput(*here); });
  Watch(here->err, [this, here] { OnError(*here); });
  if (here->dialogue != nullptr) {
    Watch(here->dialogue->channel(), [this, here] { OnRecord(*here); });
    here->dialogue->Begin();  // a channel that is gone shows at the end of the run
  }
  slot.busy = true;
  running_[&slot] = std::move(execution);
  return true;
}

void Broker::Finish(Slot& slot, const wire::SlotDone* done) {
  const auto found = running_.find(&slot);
  if (found == running_.end()) return;
  std::unique_ptr<Execution> execution = std::move(found->second);
  running_.erase(found);
  // All writers are gone: what is in the pipes is all.
  OnOutput(*execution);
  OnError(*execution);
  UnwatchAndClose(execution->out);
  UnwatchAndClose(execution->err);
  if (execution->dialogue != nullptr) {
    if (!execution->tests_over) OnRecord(*execution);  // what arrived before the end
    Unwatch(execution->dialogue->channel());
  }
  CloseFd(execution->pidfd);
  slot.busy = false;
  const size_t printed = execution->output.size();
  execution->finished(done);
  execution.reset();
  // What a flood took goes back to the machine: a broker lives long and should stay small.
  if (printed >= kTrimBytes) ::malloc_trim(0);
}

wire::Result Broker::ResultOf(const Execution& execution, const wire::SlotDone* done) {
  RunEvidence evidence;
  evidence.limits = execution.limits;
  evidence.slot_died = done == nullptr;
  if (done != nullptr) evidence.done = *done;
  evidence.over_output = execution.over_output;
  evidence.over_cpu = execution.over_cpu;
  evidence.over_wall = execution.over_wall;
  evidence.tests = execution.dialogue != nullptr;
  evidence.nonsense = execution.nonsense;
  evidence.group_cpu_us = execution.cpu_seen_us;
  if (execution.slot->group != nullptr) {
    const Cgroup::Usage usage = execution.slot->group->Read();
    evidence.grouped = true;
    evidence.oom_kills = usage.oom_kills;
    evidence.group_cpu_us = usage.cpu_us;
    evidence.group_peak_kib = usage.peak_kib;
    evidence.own_kib = kGroupSlack / 1024;
  } else if (execution.slot->kind == SlotKind::kPython) {
    evidence.own_kib = kInterpreterKib;
  }
  const RunConclusion conclusion = Conclude(evidence);
  wire::Result result;
  result.status = conclusion.status;
  result.exit_code = conclusion.exit_code;
  result.signal = conclusion.signal;
  result.slot_died = conclusion.slot_died ? 1 : 0;
  result.cpu_us = conclusion.cpu_us;
  result.wall_us = NowUs() - execution.begun_us;
  result.peak_kib = conclusion.peak_kib;
  std::snprintf(result.reason, sizeof(result.reason), "%s", conclusion.reason);
  return result;
}

// --- while a program runs

void Broker::OnOutput(Execution& execution) {
  const auto most = static_cast<size_t>(execution.limits.output_bytes);
  char buffer[1 << 16];
  while (execution.out >= 0) {
    const ssize_t got = ::read(execution.out, buffer, sizeof(buffer));
    if (got < 0) return;  // nothing now
    if (got == 0) {
      UnwatchAndClose(execution.out);
      return;
    }
    const size_t room = most - execution.output.size();
    execution.output.append(buffer, std::min(room, static_cast<size_t>(got)));
    if (static_cast<size_t>(got) > room) {
      execution.over_output = true;
      UnwatchAndClose(execution.out);  // nothing more of it is read
      Kill(execution);
    }
  }
}

void Broker::OnError(Execution& execution) {
  char buffer[1 << 14];
  while (execution.err >= 0) {
    const ssize_t got = ::read(execution.err, buffer, sizeof(buffer));
    if (got < 0) return;
    if (got == 0) {
      UnwatchAndClose(execution.err);
      return;
    }
    execution.error.Add(buffer, static_cast<size_t>(got));
  }
}

// Time limits are those of one test (of the whole run where there are none).
void Broker::BeginTest(Execution& execution, int64_t now) {
  execution.wall_end_us = now + static_cast<int64_t>(WallLimit(execution.limits) * 1e6);
  const auto cpu_us = static_cast<int64_t>(execution.limits.cpu_s * 1e6);
  execution.next_check_us = now + std::max(cpu_us / cores_, kFinestCheckUs);
}

void Broker::OnRecord(Execution& execution) {
  const auto limit_us = static_cast<int64_t>(execution.limits.cpu_s * 1e6);
  while (!execution.tests_over) {
    const int64_t cpu_us = CpuUs(execution);
    switch (execution.dialogue->Read(cpu_us)) {
      case Dialogue::Step::kNothing:
        return;
      case Dialogue::Step::kNext:
      case Dialogue::Step::kLast:
        // A test that was over its limit when its answer came is over its limit.
        execution.over_cpu = cpu_us - execution.cpu_base_us > limit_us;
        execution.cpu_base_us = cpu_us;
        execution.tests_over = execution.over_cpu ||
                               execution.dialogue->num_records() == execution.dialogue->num_tests();
        if (execution.over_cpu) Kill(execution);
        BeginTest(execution, NowUs());
        break;
      case Dialogue::Step::kClosed:
        execution.tests_over = true;
        break;
      case Dialogue::Step::kNonsense:
        execution.nonsense = true;
        execution.tests_over = true;
        Kill(execution);
        break;
      case Dialogue::Step::kTooLarge:
        execution.over_output = true;
        execution.tests_over = true;
        Kill(execution);
        break;
    }
  }
  Unwatch(execution.dialogue->channel());
}

int64_t Broker::CpuUs(const Execution& execution) const {
  if (execution.slot->group != nullptr) return execution.slot->group->CpuUs();
  return execution.init > 0 ? TreeCpuUs(execution.init) : 0;
}

// The CPU limit cannot be reached sooner than after (limit - used) / cores: that is when the clock
// is read again.
void Broker::Check(Execution& execution, int64_t now) {
  if (execution.killed) return;
  if (now >= execution.wall_end_us) {
    execution.over_wall = true;
    execution.cpu_seen_us = CpuUs(execution);
    Kill(execution);
    return;
  }
  if (now < execution.next_check_us) return;
  const auto limit_us = static_cast<int64_t>(execution.limits.cpu_s * 1e6);
  execution.cpu_seen_us = CpuUs(execution);
  const int64_t used_us = execution.cpu_seen_us - execution.cpu_base_us;
  if (used_us > limit_us) {
    execution.over_cpu = true;
    Kill(execution);
    return;
  }
  const int64_t left = (limit_us - used_us) / cores_;
  execution.next_check_us = now + std::max(left, kFinestCheckUs);
}

void Broker::Kill(Execution& execution) {
  execution.killed = true;
  if (execution.pidfd >= 0) ::syscall(SYS_pidfd_send_signal, execution.pidfd, SIGKILL, nullptr, 0);
}

int64_t Broker::WaitUs(int64_t now) const {
  int64_t wait = -1;
  for (const auto& [slot, execution] : running_) {
    if (execution->killed) continue;
    const int64_t next = std::min(execution->wall_end_us, execution->next_check_us);
    const int64_t left = std::max<int64_t>(next - now, 0);
    if (wait < 0 || left < wait) wait = left;
  }
  return wait;
}

void Broker::KeepBinary(const std::string& key, int fd, int64_t bytes) {
  while (cached_bytes_ + bytes > kCacheBytes && !binaries_.empty()) {
    const auto oldest = std::min_element(
        binaries_.begin(), binaries_.end(),
        [](const auto& a, const auto& b) { return a.second.last_used < b.second.last_used; });
    cached_bytes_ -= oldest->second.bytes;
    ::close(oldest->second.fd);
    binaries_.erase(oldest);
  }
  binaries_[key] = {fd, bytes, ++uses_};
  cached_bytes_ += bytes;
}

}  // namespace

int RunBroker(const BrokerOptions& options) {
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
