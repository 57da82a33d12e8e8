#include "sandbox/slot_process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/precompiled_header.h"
#include "sandbox/slot.h"

namespace rbench {
namespace {

constexpr int64_t kMaxBinaryBytes = 64LL << 20;  // of one program

// The socket and one more descriptor move to fixed numbers, standard input, output and error to
// ends that nobody uses, and all else closes.
bool ArrangeDescriptors(int socket, int second, int third) {
  // Above every number that is assigned below.
  const int high_socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 64);
  const int high_second = second >= 0 ? ::fcntl(second, F_DUPFD_CLOEXEC, 64) : -1;
  const int high_third = third >= 0 ? ::fcntl(third, F_DUPFD_CLOEXEC, 64) : -1;
  // Of the kinds that runs will have there: a plain file and pipes, since a runtime that starts now
  // looks at them once.
  const int empty = ::memfd_create("stdin", 0);
  int pipe[2];
  if (high_socket < 0 || empty < 0 || ::pipe(pipe) != 0) return false;
  const int in = ::fcntl(empty, F_DUPFD_CLOEXEC, 64);
  const int out = ::fcntl(pipe[1], F_DUPFD_CLOEXEC, 64);
  const bool arranged = ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(out, 2) == 2 &&
                        ::dup2(high_socket, kSlotSocket) == kSlotSocket &&
                        (high_second < 0 || ::dup2(high_second, kSlotFilter) == kSlotFilter) &&
                        (high_third < 0 || ::dup3(high_third, 5, O_CLOEXEC) == 5);
  ::close_range(high_third >= 0 ? 6 : high_second >= 0 ? 5 : 4, ~0U, 0);
  return arranged;
}

// Capabilities that survive the exec of an ordinary program by a user that is not root
// (capabilities(7), ambient set).
bool KeepCapabilitiesAcrossExec() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  if (::syscall(SYS_capget, &header, sets) != 0) return false;
  for (__user_cap_data_struct& set : sets) set.inheritable = set.permitted;
  if (::syscall(SYS_capset, &header, sets) != 0) return false;
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    const bool held = (sets[capability / 32].permitted >> (capability % 32) & 1) != 0;
    if (held && ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0) return false;
  }
  return true;
}

int BecomePython(const SlotProcess& process) {
  const int filter = ::memfd_create("filter", 0);
  const size_t bytes = process.filter->size() * sizeof(sock_filter);
  if (filter < 0 || ::write(filter, process.filter->data(), bytes) != static_cast<ssize_t>(bytes) ||
      !ArrangeDescriptors(process.socket, filter, process.python) ||
      !KeepCapabilitiesAcrossExec()) {
    return 1;
  }
  // Deep recursion needs room that only the start of a process can give.
  rlimit stack{};
  ::getrlimit(RLIMIT_STACK, &stack);
  constexpr rlim_t kStack = 512 << 20;
  stack.rlim_cur = stack.rlim_max < kStack ? stack.rlim_max : kStack;
  ::setrlimit(RLIMIT_STACK, &stack);
  char name[] = "python";
  char numpy[] = "--numpy";
  char only_files[] = "--walls=files";
  char no_walls[] = "--walls=none";
  std::vector<char*> arguments = {name};
  if (process.kind == SlotKind::kNumpy) arguments.push_back(numpy);
  if (process.walls == Walls::kFiles) arguments.push_back(only_files);
  if (process.walls == Walls::kNone) arguments.push_back(no_walls);
  arguments.push_back(nullptr);
  // For the loader only: the interpreter takes it away again.
  std::string library_path = "LD_LIBRARY_PATH=" + process.library_path;
  std::vector<char*> environment;
  for (char** word = BoxEnvironment(); *word != nullptr; ++word) environment.push_back(*word);
  if (!process.library_path.empty()) environment.push_back(library_path.data());
  environment.push_back(nullptr);
  ::execveat(5, "", arguments.data(), environment.data(), AT_EMPTY_PATH);
  return 127;
}

}  // namespace

int RunSlotProcess(void* argument) {
  const SlotProcess& process = *static_cast<const SlotProcess*>(argument);
  if (IsPython(process.kind)) return BecomePython(process);
  if (!ArrangeDescriptors(process.socket, -1, -1)) return 1;
  if (process.kind == SlotKind::kCompiler) {
    std::vector<std::string> words = {process.compiler};
    for (const char* flag : kCppFlags) words.emplace_back(flag);
    if (!process.headers.empty()) words.push_back("-I" + process.headers);
    for (const char* word : {"-pipe", "-x", "c++", "-o", kProduct, "-"}) {
      words.emplace_back(word);
    }
    BinaryProgram compiler(process.compiler, words, kMaxBinaryBytes);
    return ServeSlot(kSlotSocket, *process.filter, compiler, process.walls);
  }
  BinaryProgram program;
  return ServeSlot(kSlotSocket, *process.filter, program, process.walls);
}

}  // namespace rbench
