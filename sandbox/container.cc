#include "sandbox/container.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rbench {
namespace {

// Steps that fail in the child are told to the parent as text over a pipe that closes when all is
// well.
class Steps {
 public:
  explicit Steps(int report) : report_(report) {}
  bool Do(bool done, const char* what) {
    if (done) return true;
    const int error = errno;
    char text[256];
    const int length = std::snprintf(text, sizeof(text), "%s: %s", what, std::strerror(error));
    if (::write(report_, text, static_cast<size_t>(length)) < 0) return false;
    return false;
  }

 private:
  const int report_;
};

bool WriteFile(const char* path, const char* text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = ::write(file, text, std::strlen(text)) >= 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return written;
}

// From outside: an unprivileged child may map only itself, and only after it gave up setgroups.
bool MapUsers(pid_t child, unsigned outer_user, unsigned outer_group, bool privileged) {
  char path[64];
  char line[64];
  std::snprintf(path, sizeof(path), "/proc/%d/setgroups", child);
  if (!privileged && !WriteFile(path, "deny")) return false;
  std::snprintf(path, sizeof(path), "/proc/%d/uid_map", child);
  std::snprintf(line, sizeof(line), "%u %u 1\n", kInnerUser, outer_user);
  if (!WriteFile(path, line)) return false;
  std::snprintf(path, sizeof(path), "/proc/%d/gid_map", child);
  std::snprintf(line, sizeof(line), "%u %u 1\n", kInnerUser, outer_group);
  return WriteFile(path, line);
}

bool MakeParents(const std::string& path) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    if (::mkdir(path.substr(0, slash).c_str(), 0755) != 0 && errno != EEXIST) return false;
  }
  return true;
}

// A copy of the mount at a host path, not yet anywhere; -1 with ENOENT where there is none.
int CopyOfMount(const char* host) {
  return static_cast<int>(
      ::syscall(SYS_open_tree, AT_FDCWD, host, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE));
}

// `inside` is a path below the new root. Takes the mount.
bool AttachReadOnly(int mount, const std::string& root, const std::string& inside, bool device) {
  struct stat what {};
  mount_attr wanted{};
  wanted.attr_set = MOUNT_ATTR_NOSUID | (device ? 0 : MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV);
  const std::string target = root + inside;
  bool done = ::fstat(mount, &what) == 0 && MakeParents(target);
  if (done && S_ISDIR(what.st_mode)) {
    done = ::mkdir(target.c_str(), 0755) == 0 || errno == EEXIST;
  } else if (done) {
    const int file = ::open(target.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    done = file >= 0 && ::close(file) == 0;
  }
  done =
      done &&
      ::syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH | AT_RECURSIVE, &wanted,
                sizeof(wanted)) == 0 &&
      ::syscall(SYS_move_mount, mount, "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH) == 0;
  const int error = errno;
  ::close(mount);
  errno = error;
  return done;
}

// A host path that is not there is left out.
bool BindReadOnly(const std::string& root, const char* host, const char* inside, bool device) {
  const int mount = CopyOfMount(host);
  if (mount < 0) return errno == ENOENT;
  return AttachReadOnly(mount, root, inside, device);
}

struct Piece {
  const char* host;
  const char* inside;
};
constexpr Piece kPythonPieces[] = {
    {"/usr/lib", "/usr/lib"},
    {"/usr/lib64", "/usr/lib64"},
    {"/usr/share/zoneinfo", "/usr/share/zoneinfo"},
};
constexpr Piece kCompilerPieces[] = {
    {"/usr/bin", "/usr/bin"},         {"/usr/lib", "/usr/lib"},
    {"/usr/lib64", "/usr/lib64"},     {"/usr/libexec", "/usr/libexec"},
    {"/usr/include", "/usr/include"},
};
constexpr const char* kDevices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/urandom",
                                    "/dev/random"};
// Merged /usr: the old names are links into it.
constexpr Piece kLinks[] = {{"usr/lib", "/lib"},
                            {"usr/lib64", "/lib64"},
                            {"usr/bin", "/bin"},
                            {"/box", "/tmp"},
                            {"/box", "/dev/shm"}};

// `binds`: a mount for each of options.binds, -1 where there is none.
bool BuildRoot(const ContainerOptions& options, const std::vector<int>& binds, Steps& steps) {
  // Any folder will do that no host path to be bound lies in: the tmpfs over it is seen in this
  // mount namespace only.
  const std::string root = "/proc";
  if (!steps.Do(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0,
                "making mounts private") ||
      !steps.Do(::mount("rbench", root.c_str(), "tmpfs", MS_NOSUID | MS_NODEV,
                        "size=1m,nr_inodes=256,mode=755") == 0,
                "mounting a new root")) {
    return false;
  }
  for (size_t i = 0; i < binds.size(); ++i) {
    const ContainerOptions::Bind& bind = options.binds[i];
    if (binds[i] >= 0 &&
        !steps.Do(AttachReadOnly(binds[i], root, bind.inside, false), bind.host.c_str())) {
      return false;
    }
  }
  const auto bind_all = [&](const Piece* pieces, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (!steps.Do(BindReadOnly(root, pieces[i].host, pieces[i].inside, false), pieces[i].host)) {
        return false;
      }
    }
    return true;
  };
  if (IsPython(options.kind) && !bind_all(kPythonPieces, sizeof(kPythonPieces) / sizeof(Piece))) {
    return false;
  }
  if (options.kind == SlotKind::kCompiler &&
      !bind_all(kCompilerPieces, sizeof(kCompilerPieces) / sizeof(Piece))) {
    return false;
  }
  for (const char* device : kDevices) {
    if (!steps.Do(BindReadOnly(root, device, device, true), device)) return false;
  }
  for (const Piece& link : kLinks) {
    if (::symlink(link.host, (root + link.inside).c_str()) != 0 && errno != EEXIST) {
      return steps.Do(false, link.inside);
    }
  }
  const std::string old = root + "/old";
  if (!steps.Do(::mkdir((root + kScratch).c_str(), 0700) == 0, "making the scratch folder") ||
      !steps.Do(::mkdir(old.c_str(), 0700) == 0, "making a place for the old root") ||
      !steps.Do(::syscall(SYS_pivot_root, root.c_str(), old.c_str()) == 0, "pivot_root") ||
      !steps.Do(::chdir("/") == 0, "entering the new root") ||
      !steps.Do(::umount2("/old", MNT_DETACH) == 0, "letting the old root go") ||
      !steps.Do(::rmdir("/old") == 0, "removing the place of the old root")) {
    return false;
  }
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  return steps.Do(::syscall(SYS_mount_setattr, -1, "/", 0, &read_only, sizeof(read_only)) == 0,
                  "making the new root read-only");
}

bool EnterContainer(const ContainerOptions& options, pid_t broker, int mapped, int report) {
  Steps steps(report);
  char go = 0;
  if (::read(mapped, &go, 1) != 1) return false;  // the parent says why
  ::close(mapped);
  ::umask(0);
  // While this is still the caller's user: another could not reach a folder below a private one.
  std::vector<int> binds;
  for (const ContainerOptions::Bind& bind : options.binds) {
    binds.push_back(CopyOfMount(bind.host.c_str()));
    if (binds.back() < 0 && !steps.Do(errno == ENOENT, bind.host.c_str())) return false;
  }
  // A change of user takes the death signal away: it comes after.
  return steps.Do(::setresgid(kInnerUser, kInnerUser, kInnerUser) == 0, "setting the group") &&
         steps.Do(::setresuid(kInnerUser, kInnerUser, kInnerUser) == 0, "setting the user") &&
         steps.Do(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == broker,
                  "tying the slot to the broker") &&
         steps.Do(::sethostname("box", 3) == 0, "naming the box") &&
         BuildRoot(options, binds, steps);
}

}  // namespace

const char* SlotKindName(SlotKind kind) {
  switch (kind) {
    case SlotKind::kProgram:
      return "program";
    case SlotKind::kCompiler:
      return "compiler";
    case SlotKind::kPython:
      return "python";
    case SlotKind::kNumpy:
      return "numpy";
  }
  return "unknown";
}

pid_t StartContainer(const ContainerOptions& options, int (*body)(void*), void* argument,
                     std::string* reason) {
  int mapped[2];
  int report[2];
  if (::pipe2(mapped, O_CLOEXEC) != 0) {
    *reason = std::strerror(errno);
    return -1;
  }
  if (::pipe2(report, O_CLOEXEC) != 0) {
    *reason = std::strerror(errno);
    ::close(mapped[0]);
    ::close(mapped[1]);
    return -1;
  }
  const pid_t broker = ::getpid();
  const unsigned long flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS |
                              CLONE_NEWIPC | CLONE_NEWCGROUP | SIGCHLD;
  const auto child = static_cast<pid_t>(::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, 0));
  if (child == 0) {
    ::close(mapped[1]);
    ::close(report[0]);
    if (!EnterContainer(options, broker, mapped[0], report[1])) ::_exit(1);
    ::close(report[1]);
    ::_exit(body(argument));
  }
  ::close(mapped[0]);
  ::close(report[1]);
  if (child < 0) {
    *reason = std::string("new namespaces: ") + std::strerror(errno);
    ::close(mapped[1]);
    ::close(report[0]);
    return -1;
  }
  const bool privileged = ::geteuid() == 0;
  const unsigned outer_user =
      privileged ? kFirstOuterUser + static_cast<unsigned>(options.index) : ::geteuid();
  const unsigned outer_group =
      privileged ? kFirstOuterUser + static_cast<unsigned>(options.index) : ::getegid();
  reason->clear();
  if (!MapUsers(child, outer_user, outer_group, privileged)) {
    *reason = std::string("mapping the user: ") + std::strerror(errno);
  } else if (::write(mapped[1], "x", 1) != 1) {
    *reason = "the slot ended at once";
  }
  ::close(mapped[1]);
  char text[256];
  ssize_t got = 0;
  while ((got = ::read(report[0], text, sizeof(text))) > 0) {
    reason->append(text, static_cast<size_t>(got));
  }
  ::close(report[0]);
  if (reason->empty()) return child;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return -1;
}

}  // namespace rbench
