#include "sandbox/sandbox.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/sha256.h"
#include "sandbox/blockers.h"
#include "sandbox/canary.h"
#include "sandbox/dialogue.h"
#include "sandbox/memory_file.h"
#include "sandbox/precompiled_header.h"
#include "sandbox/wire.h"

namespace rbench {
namespace {

constexpr size_t kMaxSourceBytes = 1 << 20;
// Tries of one run: whatever fails without the run's doing, and brokers that somebody ended.
constexpr const char* kCompiler = "/usr/bin/g++";
constexpr int kAttempts = 3;
constexpr int kBrokersLost = 20;
constexpr int kBrokerEndMs = 3000;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

// A sealed file in memory with this text; -1 where there is no memory.
int SealedText(const char* name, std::string_view text) {
  const int file = MemoryFile(name);
  if (file < 0) return -1;
  if (!WriteAll(file, text)) {
    ::close(file);
    return -1;
  }
  ::lseek(file, 0, SEEK_SET);
  ::fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  return file;
}

bool ReadAt(int file, int64_t offset, int64_t bytes, std::string& to) {
  to.resize(static_cast<size_t>(bytes));
  for (int64_t at = 0; at < bytes;) {
    const ssize_t got = ::pread(file, to.data() + at, static_cast<size_t>(bytes - at), offset + at);
    if (got <= 0) return false;
    at += got;
  }
  return true;
}

std::string OwnFolder() {
  char path[4096];
  const ssize_t length = ::readlink("/proc/self/exe", path, sizeof(path) - 1);
  if (length <= 0) return ".";
  const std::string self(path, static_cast<size_t>(length));
  return self.substr(0, self.rfind('/'));
}

RunResult Fault(std::string reason) {
  RunResult result;
  result.status = RunStatus::kIe;
  result.reason = std::move(reason);
  return result;
}

}  // namespace

struct Sandbox::Work {
  wire::Work kind;
  std::string_view source;
  std::string_view input;
  RunLimits limits;
  int64_t stack_bytes = 0;
};

// A broker and the sessions that are open with it. Threads that still use one that died keep it
// alive until they are done.
struct Sandbox::Broker {
  explicit Broker(HelperProcess process_in) : process(std::move(process_in)) {}
  ~Broker() {
    for (const int session : idle) ::close(session);
    process.LetEnd(kBrokerEndMs);  // it removes its control groups
  }

  // A session of the caller's own, -1 where the broker is gone.
  int Take() {
    std::lock_guard lock(mutex);
    if (!idle.empty()) {
      const int session = idle.back();
      idle.pop_back();
      return session;
    }
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
    const int theirs[] = {ends[1]};
    const bool sent = wire::Send(process.socket(), wire::OpenSession{}, theirs);
    ::close(ends[1]);
    if (sent) return ends[0];
    ::close(ends[0]);
    return -1;
  }
  void Return(int session) {
    std::lock_guard lock(mutex);
    idle.push_back(session);
  }

  HelperProcess process;
  std::mutex mutex;
  std::vector<int> idle;
};

Result<std::shared_ptr<Sandbox::Broker>> Sandbox::StartBroker() {
  const std::string folder = options_.helpers.empty() ? OwnFolder() : options_.helpers;
  std::vector<std::string> command = {folder + "/rbench-sandbox",
                                      fmt::format("--slots={}", options_.slots)};
  const std::string python = folder + "/rbench-sandbox-python";
  if (FileExists(python)) command.push_back("--python=" + python);
  if (!options_.cache.empty()) {
    if (const auto headers = PrecompiledHeaderPath(options_.cache, kCompiler)) {
      command.push_back("--headers=" + *headers);
    }
  }
  if (!options_.cgroups) command.push_back("--no-cgroups");
  if (!options_.landlock) command.push_back("--no-landlock");
  if (!unwalled_.empty()) command.push_back("--unsafe-no-sandbox=" + unwalled_);
  RBENCH_ASSIGN_OR_RETURN(HelperProcess process,
                          HelperProcess::Start(command, HelperProcess::Framing::kPackets));
  wire::Ready ready;
  wire::Received received;
  if (!wire::Receive(process.socket(), ready, received) || ready.version != wire::kVersion) {
    return InternalError(
        fmt::format("the sandbox {} is of another build or does not start", command[0]));
  }
  ready.problem[sizeof(ready.problem) - 1] = '\0';
  if (ready.level == 0 && ready.unwalled == 0) {
    return InternalError(
        fmt::format("no sandbox on this machine: {}; {}", ready.problem, UserNamespaceRemedy()));
  }
  level_ = {ready.level, ready.cgroup_version, ready.slots, ready.problem};
  ++brokers_started_;
  return std::make_shared<Broker>(std::move(process));
}

Result<std::unique_ptr<Sandbox>> Sandbox::Start(const SandboxOptions& options) {
  std::unique_ptr<Sandbox> sandbox(new Sandbox(options));
  RBENCH_ASSIGN_OR_RETURN(sandbox->broker_, sandbox->StartBroker());
  // At level 0 there are no walls to try.
  if (options.canaries && sandbox->level_.level > 0) RBENCH_RETURN_IF_ERROR(sandbox->TryWalls());
  return sandbox;
}

std::string Sandbox::TryCanary(const Canary& canary, CanaryJudge& judge) {
  // A virtual machine that stood still for some milliseconds stops a program too late, once. Walls
  // have one try.
  int tries = canary.MeasuresTime() ? 4 : 1;
  std::string complaint;
  do {
    complaint =
        judge.Complaint(canary, Submit({wire::Work::kCanary, "", canary.name, canary.limits}));
  } while (--tries > 0 && !complaint.empty());
  return complaint;
}

Status Sandbox::TryWalls() {
  CanaryJudge judge;
  for (const Canary& canary : Canaries()) {
    if (level_.level < canary.least_level) continue;
    const std::string complaint = TryCanary(canary, judge);
    if (!complaint.empty()) return InternalError("the sandbox does not hold: " + complaint);
  }
  return {};
}

// Slots that are users of their own must get through to their folders.
Sandbox::Sandbox(SandboxOptions options) : options_(std::move(options)) {
  if (!options_.unsafe) return;
  std::error_code error;
  unwalled_ = (std::filesystem::temp_directory_path(error) / "rbench-XXXXXX").string();
  if (::mkdtemp(unwalled_.data()) == nullptr || ::chmod(unwalled_.c_str(), 0711) != 0) {
    unwalled_.clear();
  }
}

Sandbox::~Sandbox() {
  broker_.reset();
  std::error_code error;
  if (!unwalled_.empty()) std::filesystem::remove_all(unwalled_, error);
}

Result<std::shared_ptr<Sandbox::Broker>> Sandbox::CurrentBroker() {
  std::lock_guard lock(mutex_);
  if (broker_ == nullptr) {
    const SandboxLevel before = level_;
    RBENCH_ASSIGN_OR_RETURN(broker_, StartBroker());
    if (level_.level != before.level) {
      broker_.reset();
      return InternalError("the sandbox came back at another level; start again");
    }
  }
  return broker_;
}

pid_t Sandbox::broker_pid() {
  std::lock_guard lock(mutex_);
  return broker_ == nullptr ? -1 : broker_->process.pid();
}

RunResult Sandbox::Run(const RunRequest& request) {
  if (request.source.size() > kMaxSourceBytes) {
    RunResult result;
    result.status = RunStatus::kCe;
    result.reason = fmt::format("the source has more than {} bytes", kMaxSourceBytes);
    return result;
  }
  const wire::Work kind =
      request.language == Language::kPython ? wire::Work::kPython : wire::Work::kCpp;
  if (request.language == Language::kCpp && !options_.cache.empty()) {
    // Without it programs compile as well, only slower.
    std::call_once(header_once_, [&] { (void)PrecompiledHeaderFolder(options_.cache, kCompiler); });
  }
  return Submit({kind, request.source, request.stdin_text, request.limits});
}

TestsResult Sandbox::RunTests(const TestRequest& request) {
  TestsResult result;
  if (request.source.size() > kMaxSourceBytes) {
    result.run.status = RunStatus::kCe;
    result.run.reason = fmt::format("the source has more than {} bytes", kMaxSourceBytes);
    return result;
  }
  if (request.tests.empty()) {
    result.run = Fault("no tests");
    return result;
  }
  std::vector<std::string> parts = {fmt::format("{}\n{}\n{}", PythonHarnessName(request.harness),
                                                request.class_name, request.function)};
  parts.insert(parts.end(), request.tests.begin(), request.tests.end());
  const std::string job = WriteJob(parts);
  std::string records;
  // LiveCodeBench runs with the usual stack, and deep recursion through C code ends there.
  const bool shared =
      request.harness == PythonHarness::kShared || request.harness == PythonHarness::kStdin;
  const int64_t stack_bytes = shared ? 8 << 20 : 0;
  result.run = Submit({wire::Work::kPythonTests, request.source, job, request.limits, stack_bytes},
                      &records);
  for (size_t at = 0; at < records.size();) {
    wire::TestRecord record;
    if (records.size() - at < sizeof(record)) break;
    std::memcpy(&record, records.data() + at, sizeof(record));
    at += sizeof(record);
    result.outcomes.push_back(
        {record.end, records.substr(at, record.payload_bytes), record.cpu_us});
    at += record.payload_bytes;
  }
  if (result.run.status == RunStatus::kOk && result.outcomes.size() < request.tests.size()) {
    result.run.status = RunStatus::kRe;
    result.run.reason = "the program ended before its last test";
  }
  return result;
}

RunResult Sandbox::Submit(const Work& work, std::string* records) {
  wire::RunMessage message;
  message.work = work.kind;
  message.limits = work.limits;
  message.stack_bytes = work.stack_bytes;
  // A guess that costs only time: a run finds numpy in any Python slot.
  message.numpy = work.source.find("numpy") != std::string_view::npos ? 1 : 0;
  if (!wire::Plausible(message)) return Fault("limits out of range");
  if (work.kind == wire::Work::kCpp) {
    const std::string digest = Sha256Hex(work.source);
    RBENCH_CHECK(digest.size() == sizeof(message.source_sha256));
    std::memcpy(message.source_sha256, digest.data(), digest.size());
  }
  int slots_killed = 0;
  int brokers_lost = 0;
  RunResult result = Fault("not run");
  for (int attempt = 0; attempt < kAttempts && brokers_lost < kBrokersLost;) {
    auto broker = CurrentBroker();
    if (!broker) return Fault(broker.error().message);
    const int session = (*broker)->Take();
    const auto lost = [&](const char* reason) {
      if (session >= 0) ::close(session);
      result = Fault(reason);
      ++brokers_lost;
      std::lock_guard lock(mutex_);
      if (broker_ == *broker) broker_.reset();
    };
    if (session < 0) {
      lost("the sandbox ended");
      continue;
    }
    const Descriptor source(SealedText("source", work.source));
    const Descriptor input(SealedText("stdin", work.input));
    message.id = next_id_++;
    const int fds[] = {source.get(), input.get()};
    if (fds[0] < 0 || fds[1] < 0) {
      (*broker)->Return(session);
      return Fault(fmt::format("no memory for the program: {}", std::strerror(errno)));
    }
    wire::Result answer;
    wire::Received received;
    if (!wire::Send(session, message, fds) || !wire::Receive(session, answer, received) ||
        answer.id != message.id) {
      lost("the sandbox ended during the run");
      continue;
    }
    (*broker)->Return(session);
    answer.reason[sizeof(answer.reason) - 1] = '\0';
    result = RunResult{};
    if (records != nullptr) records->clear();
    result.status = answer.status;
    result.exit_code = answer.exit_code;
    result.signal = answer.signal;
    result.cpu_us = answer.cpu_us;
    result.wall_us = answer.wall_us;
    result.peak_kib = answer.peak_kib;
    result.reason = answer.reason;
    if (received.num_fds > 0) {
      const Descriptor text(received.fds[0]);
      if (!ReadAt(text.get(), 0, answer.output_bytes, result.output) ||
          !ReadAt(text.get(), answer.output_bytes, answer.error_bytes, result.error) ||
          (records != nullptr && !ReadAt(text.get(), answer.output_bytes + answer.error_bytes,
                                         answer.record_bytes, *records))) {
        return Fault("the output cannot be read");
      }
    }
    const double share = static_cast<double>(result.cpu_us) / (work.limits.cpu_s * 1e6);
    result.near_limit = share >= 0.6 && share <= 1.5;
    if (result.status != RunStatus::kIe) return result;
    ++attempt;
    if (answer.slot_died != 0 && ++slots_killed == 2) {
      result.status = RunStatus::kRe;
      result.grader_killer = true;
      return result;
    }
  }
  return result;
}

}  // namespace rbench
