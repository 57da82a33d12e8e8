#include "sandbox/blockers.h"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"

namespace rbench {
namespace {

// The number in a file of /proc/sys, or `absent`.
long Setting(const char* path, long absent) {
  const auto text = ReadFile(path);
  return text ? std::strtol(text->c_str(), nullptr, 10) : absent;
}

bool FilteredBySeccomp() {
  const auto status = ReadFile("/proc/self/status");
  return status && status->find("\nSeccomp:\t2") != std::string::npos;
}

}  // namespace

std::string UserNamespaceRemedy() {
  if (Setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) == 1 &&
      ::geteuid() != 0) {
    return "AppArmor forbids user namespaces to ordinary users (Ubuntu 23.10 and later): run as "
           "root, or `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`";
  }
  if (Setting("/proc/sys/user/max_user_namespaces", 1) == 0) {
    return "user namespaces are turned off: `sudo sysctl -w user.max_user_namespaces=15000`";
  }
  if (Setting("/proc/sys/kernel/unprivileged_userns_clone", 1) == 0 && ::geteuid() != 0) {
    return "user namespaces are for root only here: run as root, or `sudo sysctl -w "
           "kernel.unprivileged_userns_clone=1`";
  }
  if (FilteredBySeccomp()) {
    return "a system call filter holds this process (Docker's default profile does): start the "
           "container with `--security-opt seccomp=unconfined`, or allow unshare, mount and "
           "pivot_root in its profile";
  }
  return "the kernel must allow user, mount, process and network namespaces to this user";
}

}  // namespace rbench
