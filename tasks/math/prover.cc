#include "tasks/math/prover.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/helper_process.h"
#include "base/sanitized.h"
#include "tasks/math/policy.h"

namespace rbench::math {
namespace {

using Answer = Prover::Answer;

// Exit statuses of a worker that ended early.
constexpr int kExitFuel = 11;
constexpr int kExitBackstop = 12;

constexpr uint32_t kProtocol = 2;
constexpr uint32_t kMaxQuestionBytes = 16 << 20;
constexpr int kStartAttempts = 3;
constexpr int kQuestionsOfOneWorker = 4096;  // then a fresh one: bounds what libraries leak

struct Greeting {
  uint32_t protocol = kProtocol;
  uint32_t grader = kGraderVersion;
  uint32_t num_ops = EXACT_NUM_OPS;
};

struct Reply {
  int64_t fuel = 0;
  int32_t answer = 0;
  int32_t padding = 0;
};

Answer FromTruth(exact_truth truth) {
  switch (truth) {
    case EXACT_EQUAL:
      return Answer::kEqual;
    case EXACT_DIFFERENT:
      return Answer::kDifferent;
    case EXACT_UNKNOWN:
      return Answer::kUnknown;
    case EXACT_BOUND:
      return Answer::kBound;
  }
  return Answer::kBound;
}

void Put(std::string& out, uint32_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// Size, fuel, a, b, variables, steps, numbers: native order, between two processes of one build.
std::string Question(const exact_program& program, uint32_t a, uint32_t b, int64_t fuel) {
  const size_t num_steps = std::max(a, b) + size_t{1};
  std::string body(reinterpret_cast<const char*>(&fuel), sizeof(fuel));
  Put(body, a);
  Put(body, b);
  Put(body, program.num_variables);
  Put(body, static_cast<uint32_t>(num_steps));
  for (size_t i = 0; i < num_steps; ++i) {
    Put(body, static_cast<uint32_t>(program.steps[i].op));
    Put(body, program.steps[i].a);
    Put(body, program.steps[i].b);
  }
  Put(body, static_cast<uint32_t>(program.num_numbers));
  for (size_t i = 0; i < program.num_numbers; ++i) {
    const size_t length = std::strlen(program.numbers[i]);
    Put(body, static_cast<uint32_t>(length));
    body.append(program.numbers[i], length + 1);
  }
  std::string question;
  Put(question, static_cast<uint32_t>(body.size()));
  return question + body;
}

// A question read back; false where it is none.
class ReadQuestion {
 public:
  explicit ReadQuestion(std::string body) : body_(std::move(body)) {}

  bool Read() {
    uint32_t variables = 0;
    uint32_t num_steps = 0;
    uint32_t num_numbers = 0;
    if (!Get(fuel) || !Get(a) || !Get(b) || !Get(variables) || !Get(num_steps)) return false;
    if (num_steps > body_.size() / 12 || a >= num_steps || b >= num_steps) return false;
    for (uint32_t i = 0; i < num_steps; ++i) {
      uint32_t op = 0;
      exact_step step{};
      if (!Get(op) || !Get(step.a) || !Get(step.b) || op >= EXACT_NUM_OPS) return false;
      step.op = static_cast<exact_op>(op);
      const int arity = exact_arity(step.op);
      if ((arity >= 1 && step.a >= i) || (arity == 2 && step.b >= i)) return false;
      if (step.op == EXACT_VARIABLE && step.a >= variables) return false;
      steps_.push_back(step);
    }
    if (!Get(num_numbers) || num_numbers > body_.size()) return false;
    for (uint32_t i = 0; i < num_numbers; ++i) {
      uint32_t length = 0;
      if (!Get(length) || length >= body_.size() - at_ || body_[at_ + length] != '\0') return false;
      numbers_.push_back(body_.data() + at_);
      at_ += length + size_t{1};
    }
    for (const exact_step& step : steps_) {
      if (step.op == EXACT_NUMBER && step.a >= numbers_.size()) return false;
    }
    program = {steps_.data(), steps_.size(), numbers_.data(), numbers_.size(), variables};
    return true;
  }

  int64_t fuel = 0;
  uint32_t a = 0;
  uint32_t b = 0;
  exact_program program = {};

 private:
  template <typename T>
  bool Get(T& value) {
    if (body_.size() - at_ < sizeof(value)) return false;
    std::memcpy(&value, body_.data() + at_, sizeof(value));
    at_ += sizeof(value);
    return true;
  }

  const std::string body_;
  size_t at_ = 0;
  std::vector<exact_step> steps_;
  std::vector<const char*> numbers_;
};

Answer ProveHere(const exact_program& program, uint32_t a, uint32_t b) {
  const exact_limits limits = exact_default_limits();
  int64_t work = limits.work;
  exact_session* session = exact_open(&program, &limits, &work);
  if (session == nullptr) return Answer::kBound;
  const exact_truth truth = exact_prove(session, a, b);
  exact_close(session);
  return FromTruth(truth);
}

bool ReadAll(void* data, size_t bytes) {
  char* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t got = ::read(0, to, bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    bytes -= static_cast<size_t>(got);
  }
  return true;
}

bool WriteAll(const void* data, size_t bytes) {
  return ::send(1, data, bytes, MSG_NOSIGNAL) == static_cast<ssize_t>(bytes);
}

// Pages of address space that this process has mapped, in bytes.
int64_t MappedBytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  long pages = 0;
  if (file != nullptr) {
    if (std::fscanf(file, "%ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<int64_t>(pages) * ::sysconf(_SC_PAGESIZE);
}

void LimitMemory() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  if (kSanitized) return;
  const rlim_t most = static_cast<rlim_t>(MappedBytes() + kWorkerMemoryBytes);
  const rlimit memory{most, most};
  ::setrlimit(RLIMIT_AS, &memory);
}

// The CPU time of this process, from now on, is at most `seconds`; 0 takes the limit away.
void SetBackstop(timer_t timer, double seconds) {
  itimerspec when{};
  when.it_value.tv_sec = static_cast<time_t>(seconds);
  when.it_value.tv_nsec =
      static_cast<long>((seconds - static_cast<double>(when.it_value.tv_sec)) * 1e9);
  ::timer_settime(timer, 0, &when, nullptr);
}

}  // namespace

Answer DirectProver::Prove(const exact_program& program, uint32_t a, uint32_t b,
                           int64_t& /*fuel*/) {
  return ProveHere(program, a, b);
}

int RunCheckWorker() {
  LimitMemory();
  std::signal(SIGXCPU, [](int) { ::_exit(kExitBackstop); });
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGXCPU;
  timer_t timer{};
  if (::timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) != 0) return 1;
  exact_limit_allocation([] { ::_exit(kExitFuel); });
  const Greeting greeting;
  if (!WriteAll(&greeting, sizeof(greeting))) return 0;
  uint32_t size = 0;
  while (ReadAll(&size, sizeof(size))) {
    if (size > kMaxQuestionBytes) return 1;
    std::string body(size, '\0');
    if (!ReadAll(body.data(), size)) return 0;
    ReadQuestion question(std::move(body));
    if (!question.Read()) return 1;
    exact_refuel(question.fuel);
    SetBackstop(timer, kBackstopSeconds);
    const Answer answer = ProveHere(question.program, question.a, question.b);
    SetBackstop(timer, 0);
    const Reply reply{exact_fuel_left(), static_cast<int32_t>(answer), 0};
    if (!WriteAll(&reply, sizeof(reply))) return 0;
  }
  return 0;
}

class CheckWorkers::Pool {
 public:
  explicit Pool(std::vector<std::string> command) : command_(std::move(command)) {}

  Status Start(int count) {
    for (int i = 0; i < count; ++i) {
      RBENCH_ASSIGN_OR_RETURN(Worker worker, StartWorker());
      Return(std::move(worker));
    }
    return {};
  }

  Answer Prove(const exact_program& program, uint32_t a, uint32_t b, int64_t& fuel) {
    const int64_t given = std::exchange(fuel, 0);
    if (given <= 0) return Answer::kBound;
    const std::string question = Question(program, a, b, given);
    if (question.size() > kMaxQuestionBytes) return Answer::kBound;
    // A worker that died while idle says nothing about the question: one more try.
    for (int attempt = 0; attempt < 2; ++attempt) {
      auto worker = Take();
      if (!worker) return Answer::kUnavailable;
      Reply reply;
      const bool sent = worker->process.Send(question.data(), question.size());
      if (sent && worker->process.Receive(&reply, sizeof(reply))) {
        ++worker->questions;
        {
          std::lock_guard lock(mutex_);
          ++counts_.proofs;
        }
        if (worker->questions < kQuestionsOfOneWorker) Return(*std::move(worker));
        const auto answer = static_cast<Answer>(reply.answer);
        fuel = reply.fuel;
        return answer;
      }
      const std::optional<int> status = worker->process.Wait();
      const bool idle_death = !sent || status == -SIGKILL;
      std::lock_guard lock(mutex_);
      if (idle_death && attempt == 0) continue;
      ++counts_.proofs;
      if (status == kExitFuel)
        ++counts_.out_of_fuel;
      else if (status == kExitBackstop)
        ++counts_.backstops;
      else
        ++counts_.aborted;
      return Answer::kBound;
    }
    return Answer::kBound;
  }

  ProverCounts counts() {
    std::lock_guard lock(mutex_);
    return counts_;
  }

  pid_t owner() const { return owner_; }
  // In a forked child: no lock, since nobody uses this pool there and its mutex may be held for
  // ever.
  void Abandon() {
    for (Worker& worker : free_) worker.process.Abandon();
  }

 private:
  struct Worker {
    HelperProcess process;
    int questions = 0;
  };

  Result<Worker> StartWorker() {
    // One that dies before it greets may have been killed with others: a few more tries.
    for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
      RBENCH_ASSIGN_OR_RETURN(HelperProcess process, HelperProcess::Start(command_));
      Greeting greeting;
      const Greeting wanted;
      if (!process.Receive(&greeting, sizeof(greeting))) continue;
      if (std::memcmp(&greeting, &wanted, sizeof(wanted)) != 0) break;
      std::lock_guard lock(mutex_);
      ++counts_.workers_started;
      return Worker{std::move(process), 0};
    }
    return InternalError(
        fmt::format("the check worker {} is of another build or does not start", command_[0]));
  }

  Result<Worker> Take() {
    {
      std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        Worker worker = std::move(free_.back());
        free_.pop_back();
        return worker;
      }
    }
    return StartWorker();
  }

  void Return(Worker worker) {
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(worker));
  }

  const std::vector<std::string> command_;
  const pid_t owner_ = ::getpid();
  std::mutex mutex_;
  std::vector<Worker> free_;
  ProverCounts counts_;
};

CheckWorkers::CheckWorkers(std::vector<std::string> command)
    : command_(std::move(command)), pool_(new Pool(command_)) {}

CheckWorkers::~CheckWorkers() { delete &pool(); }

CheckWorkers::Pool& CheckWorkers::pool() const {
  Pool* known = pool_.load();
  if (known->owner() == ::getpid()) return *known;
  // What the parent and this process asked of one worker would get mixed up.
  auto fresh = std::make_unique<Pool>(command_);
  if (pool_.compare_exchange_strong(known, fresh.get())) {
    known->Abandon();
    return *fresh.release();
  }
  return *known;
}

Status CheckWorkers::Start(int count) { return pool().Start(count); }

Answer CheckWorkers::Prove(const exact_program& program, uint32_t a, uint32_t b, int64_t& fuel) {
  return pool().Prove(program, a, b, fuel);
}

ProverCounts CheckWorkers::counts() const { return pool().counts(); }

}  // namespace rbench::math
