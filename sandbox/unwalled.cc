#include "sandbox/unwalled.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/container.h"
#include "sandbox/cpu_clock.h"

namespace rbench {
namespace {

constexpr useconds_t kBetweenRounds = 500;

bool EnterFolder(const char* folder, bool privileged, unsigned user, pid_t broker) {
  ::umask(077);
  if (::chdir(folder) != 0) return false;
  if (privileged && (::setgroups(0, nullptr) != 0 || ::setresgid(user, user, user) != 0 ||
                     ::setresuid(user, user, user) != 0)) {
    return false;
  }
  // A change of user takes the death signal away: it comes after.
  return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == broker &&
         ::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

void SignalAllButFirst(const std::vector<pid_t>& processes, int signal) {
  for (size_t i = 1; i < processes.size(); ++i) ::kill(processes[i], signal);
}

}  // namespace

pid_t StartUnwalled(const std::string& parent, int index, int (*body)(void*), void* argument,
                    std::string* folder, std::string* reason) {
  *folder = parent + "/slot-XXXXXX";
  const bool privileged = ::geteuid() == 0;
  const unsigned user = kFirstOuterUser + static_cast<unsigned>(index);
  if (::mkdtemp(folder->data()) == nullptr ||
      (privileged && ::chown(folder->c_str(), user, user) != 0)) {
    *reason = "a folder for a slot: " + std::string(std::strerror(errno));
    return -1;
  }
  const pid_t broker = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    if (!EnterFolder(folder->c_str(), privileged, user, broker)) ::_exit(1);
    ::_exit(body(argument));
  }
  if (child < 0) *reason = std::string("a process for a slot: ") + std::strerror(errno);
  return child;
}

void EndDescendants() {
  std::vector<pid_t> tree = ProcessTree(::getpid());
  while (tree.size() > 1) {
    // Stopped before they are killed: one that ends makes room for another that forks.
    for (size_t seen = 0; tree.size() > seen; tree = ProcessTree(::getpid())) {
      seen = tree.size();
      SignalAllButFirst(tree, SIGSTOP);
    }
    SignalAllButFirst(tree, SIGKILL);
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    ::usleep(kBetweenRounds);
    tree = ProcessTree(::getpid());
  }
}

void EmptyFolder(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> entries;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    entries.push_back(entry.path());
  }
  for (const auto& entry : entries) std::filesystem::remove_all(entry, error);
}

int TasksOfUser() {
  int tasks = 0;
  std::error_code error;
  for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
    struct stat what {};
    const std::string threads = process.path().string() + "/task";
    // A folder has a link from itself, one from its parent, and one from each folder in it.
    if (::stat(threads.c_str(), &what) == 0 && what.st_uid == ::getuid()) {
      tasks += static_cast<int>(what.st_nlink) - 2;
    }
  }
  return tasks;
}

}  // namespace rbench
