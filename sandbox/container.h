#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

// The walls around a slot: namespaces and a root of its own. Made once per slot; every run adds
// fresh process, mount and IPC namespaces inside (slot.h).

namespace rbench {

// What a slot is for decides what its root holds.
enum class SlotKind {
  kProgram,   // static binaries: nothing but /dev
  kCompiler,  // the toolchain, read-only
  kPython,    // Python's library, read-only
  kNumpy,     // the same, with numpy imported before the first run
};
inline bool IsPython(SlotKind kind) {
  return kind == SlotKind::kPython || kind == SlotKind::kNumpy;
}

const char* SlotKindName(SlotKind kind);

// What stands around the runs of a slot.
enum class Walls {
  kNamespaces,  // this container: levels 2 and 3
  kFiles,       // Landlock only (landlock.h, unwalled.h): level 1
  kNone,        // unwalled.h: level 0
};

// Where a run may write: the only writable place, a tmpfs of its own.
inline constexpr const char* kScratch = "/box";

// The user inside; outside it is a user that owns nothing (root's slots have one each) or, without
// privilege, the caller.
inline constexpr unsigned kInnerUser = 1000;
inline constexpr unsigned kFirstOuterUser = 1'500'000;

struct ContainerOptions {
  SlotKind kind = SlotKind::kProgram;
  int index = 0;  // of the slot: chooses its outer user where the broker is root
  // Host folders that appear read-only, beside those of the kind.
  struct Bind {
    std::string host;
    std::string inside;
  };
  std::vector<Bind> binds;
};

// Forks a process into new user, mount, network, UTS, IPC and control group namespaces and runs
// `body` there, with all capabilities inside and the new root in place; what it returns is the exit
// status. Returns its pid, or -1 with a reason. The child ends with its parent.
pid_t StartContainer(const ContainerOptions& options, int (*body)(void*), void* argument,
                     std::string* reason);

}  // namespace rbench
