#include "sandbox/landlock.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rbench {
namespace {

// The kernel's struct as it has grown; older kernels take a shorter one.
struct Ruleset {
  uint64_t files = 0;
  uint64_t net = 0;     // version 4
  uint64_t scoped = 0;  // version 6
};

constexpr uint64_t kRead =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kUseDevice = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr uint64_t kScopeSockets = 1;
constexpr uint64_t kScopeSignals = 2;

// Every right that this version of the interface knows.
uint64_t AllRights(int version) {
  constexpr int kRightsOfVersion[] = {0, 13, 14, 15, 15, 16};
  return (uint64_t{1} << kRightsOfVersion[std::min(version, 5)]) - 1;
}

int Version() {
  return static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
}

// A place that is not there needs no rule.
bool Allow(int ruleset, const char* path, uint64_t rights) {
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = ::open(path, O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0) return errno == ENOENT;
  const long failed =
      ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  const int error = errno;
  ::close(rule.parent_fd);
  errno = error;
  return failed == 0;
}

}  // namespace

bool LandlockWorks() { return Version() >= 1; }

int WallInFiles() {
  const int version = Version();
  if (version < 1) return errno;
  Ruleset rights;
  rights.files = AllRights(version);
  rights.scoped = kScopeSockets | kScopeSignals;
  const size_t bytes = version >= 6 ? sizeof(rights) : sizeof(rights.files);
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rights, bytes, 0));
  if (ruleset < 0) return errno;
  bool allowed = Allow(ruleset, "/usr", kRead) && Allow(ruleset, ".", rights.files);
  for (const char* device :
       {"/dev/null", "/dev/zero", "/dev/full", "/dev/urandom", "/dev/random"}) {
    allowed = allowed && Allow(ruleset, device, kUseDevice);
  }
  const bool walled = allowed && ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  const int error = errno;
  ::close(ruleset);
  return walled ? 0 : error;
}

}  // namespace rbench
