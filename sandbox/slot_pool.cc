#include "sandbox/slot_pool.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/memory_file.h"
#include "sandbox/slot_process.h"
#include "sandbox/unwalled.h"

namespace rbench {
namespace {

constexpr const char* kHeadersInside = "/precompiled";
constexpr int kStartMs = 10000;  // what a slot may take to start
constexpr int kStopMs = 1000;    // and its init to end
constexpr int kMaxFailedStarts = 3;

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

}  // namespace

SlotPool::SlotPool(const BrokerOptions& options, int slots_of_a_kind,
                   const std::vector<sock_filter>& filter, EventLoop& loop, Heard heard)
    : options_(options),
      slots_of_a_kind_(slots_of_a_kind),
      filter_(filter),
      loop_(loop),
      heard_(std::move(heard)) {}

SlotPool::~SlotPool() {
  // All end at the same time.
  for (const auto& slot : slots_) {
    if (slot->pid > 0) ::kill(slot->pid, SIGKILL);
  }
  for (const auto& slot : slots_) Stop(*slot);
}

void SlotPool::UseGroups(CgroupRoot* groups) {
  for (const auto& slot : slots_) Stop(*slot);
  slots_.clear();
  groups_ = groups;
}

void SlotPool::UseWalls(Walls walls) {
  UseGroups(nullptr);
  walls_ = walls;
}

bool SlotPool::Start(Slot& slot, std::string* reason) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    *reason = std::strerror(errno);
    return false;
  }
  SlotProcess process;
  process.kind = slot.kind;
  process.walls = walls_;
  process.socket = ends[1];
  process.filter = &filter_;
  process.compiler = options_.compiler;
  ContainerOptions container;
  container.kind = slot.kind;
  container.index = slot.index;
  // It may have been made since: compilers start with the first program that needs one.
  if (slot.kind == SlotKind::kCompiler && walls_ == Walls::kNamespaces &&
      ::access(options_.headers.c_str(), R_OK) == 0) {
    container.binds.push_back({options_.headers, kHeadersInside});
    process.headers = kHeadersInside;
  }
  if (IsPython(slot.kind)) {
    process.library_path = ChosenLibraries();
    process.python = ::open(options_.python.c_str(), O_RDONLY | O_CLOEXEC);
    if (process.python < 0) {
      *reason = "no Python: " + options_.python + ": " + std::strerror(errno);
      ::close(ends[0]);
      ::close(ends[1]);
      return false;
    }
  }
  slot.pid = walls_ != Walls::kNamespaces
                 ? StartUnwalled(options_.unwalled, slot.index, &RunSlotProcess, &process,
                                 &slot.folder, reason)
                 : StartContainer(container, &RunSlotProcess, &process, reason);
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
      Stop(slot);
      return false;
    }
  }
  const std::vector<int> none;
  const bool lasts = slot.group != nullptr && slot.group->lasts();
  // A slot that is gone by now says so as soon as it is watched.
  wire::Send(slot.socket, wire::SlotStart{}, lasts ? slot.group->procs_files() : none);
  Slot* const here = &slot;
  loop_.Watch(slot.socket, [this, here] { OnSlot(*here); });
  return true;
}

void SlotPool::Stop(Slot& slot) {
  loop_.UnwatchAndClose(slot.socket);
  if (slot.pid > 0) {
    ::kill(slot.pid, SIGKILL);
    ::waitpid(slot.pid, nullptr, 0);
  }
  if (slot.pidfd >= 0) {
    // Init's end is that of its namespace: until then its control group cannot be removed.
    ::syscall(SYS_pidfd_send_signal, slot.pidfd, SIGKILL, nullptr, 0);
    pollfd ended{slot.pidfd, POLLIN, 0};
    ::poll(&ended, 1, kStopMs);
  }
  if (!slot.folder.empty()) {
    std::error_code error;
    std::filesystem::remove_all(slot.folder, error);
    slot.folder.clear();
  }
  slot.pid = slot.init = -1;
  CloseFd(slot.pidfd);
  CloseFd(slot.product);
  slot.ready = false;
}

Slot* SlotPool::Idle(SlotKind kind, std::string* reason) {
  reason->clear();
  int known = 0;
  Slot* stopped = nullptr;
  for (const auto& slot : slots_) {
    if (slot->kind != kind) continue;
    ++known;
    if (slot->busy) continue;
    if (slot->init > 0) return slot.get();
    if (slot->pid <= 0) stopped = slot.get();
  }
  if (stopped == nullptr) {
    if (known >= slots_of_a_kind_) return nullptr;
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
  Start(*stopped, reason);
  return nullptr;
}

void SlotPool::OnSlot(Slot& slot) {
  wire::SlotEvent event;
  wire::Received received;
  if (!wire::Receive(slot.socket, event, received)) {
    if (!slot.ready) ++failed_starts_[slot.kind];
    Stop(slot);
    heard_(slot, nullptr);
    return;
  }
  CloseFd(slot.pidfd);
  slot.init = -1;
  switch (event.word) {
    case wire::SlotWord::kReady:
      if (received.num_fds != 1) break;
      slot.ready = true;
      slot.init = event.init;
      slot.pidfd = received.fds[0];
      // A run that its process did not get to brings the next one in itself.
      if (slot.busy || BringIn(slot)) {
        failed_starts_[slot.kind] = 0;
        break;
      }
      ++failed_starts_[slot.kind];
      Stop(slot);
      heard_(slot, nullptr);
      return;
    case wire::SlotWord::kDone:
      slot.done = event.done;
      if (received.num_fds == 1) slot.product = received.fds[0];
      if (!slot.folder.empty()) return;  // until what it left behind is ended
      break;
    case wire::SlotWord::kGone:
      if (!slot.folder.empty()) EmptyFolder(slot.folder);
  }
  heard_(slot, &event);
}

bool SlotPool::BringIn(Slot& slot) {
  if (slot.group == nullptr || slot.group->lasts()) return true;
  if (!slot.group->Renew()) return false;
  wire::SlotRun enter;
  enter.only_enter = 1;
  return wire::Send(slot.socket, enter, slot.group->procs_files());
}

bool SlotPool::WaitForFirst(SlotKind kind, std::string* reason) {
  Idle(kind, reason);
  if (!reason->empty()) return false;
  Slot& slot = *slots_.back();
  pollfd one{slot.socket, POLLIN, 0};
  if (::poll(&one, 1, kStartMs) == 1) OnSlot(slot);
  if (!slot.ready) {
    *reason = std::string("a ") + SlotKindName(kind) + " slot does not start";
    Stop(slot);
    return false;
  }
  for (int ms = 0; slot.group != nullptr && !slot.group->Occupied(); ++ms) {
    if (ms == kStartMs) {
      *reason = "programs cannot enter them";
      Stop(slot);
      return false;
    }
    ::usleep(1000);
  }
  return true;
}

}  // namespace rbench
