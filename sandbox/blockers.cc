#include "sandbox/blockers.h"

#include <cstdlib>
#include <string_view>

#include <linux/capability.h>
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

// Root in a container usually is not.
bool MayAdministrate() {
  constexpr std::string_view kField = "\nCapEff:\t";
  const auto status = ReadFile("/proc/self/status");
  const size_t at = status ? status->find(kField) : std::string::npos;
  if (at == std::string::npos) return ::geteuid() == 0;
  const auto held = std::strtoull(status->c_str() + at + kField.size(), nullptr, 16);
  return (held >> CAP_SYS_ADMIN & 1) != 0;
}

}  // namespace

std::string UserNamespaceRemedy() {
  if (Setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) == 1 &&
      !MayAdministrate()) {
    return "AppArmor forbids user namespaces to ordinary users and to root in a container (Ubuntu "
           "23.10 and later): run as root outside of one, or on the host `sudo sysctl -w "
           "kernel.apparmor_restrict_unprivileged_userns=0`";
  }
  if (Setting("/proc/sys/user/max_user_namespaces", 1) == 0) {
    return "user namespaces are turned off: `sudo sysctl -w user.max_user_namespaces=15000`";
  }
  if (Setting("/proc/sys/kernel/unprivileged_userns_clone", 1) == 0 && !MayAdministrate()) {
    return "user namespaces are for root only here: run as root, or `sudo sysctl -w "
           "kernel.unprivileged_userns_clone=1`";
  }
  if (FilteredBySeccomp()) {
    return "a system call filter holds this process (Docker's default profile does): start the "
           "container with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`, "
           "or allow unshare, mount and pivot_root in its profiles";
  }
  return "the kernel must allow user, mount, process and network namespaces to this user";
}

}  // namespace rbench
