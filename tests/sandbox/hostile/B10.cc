// B10: children made with unusual flags, so that nobody waits for them. Each would write after the
// program has ended.
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <sched.h>
#include <unistd.h>

int Outlive(void*) {
  usleep(400'000);
  if (write(1, "ESCAPED: a child lives\n", 23) < 0) _exit(1);
  sleep(10);
  return 0;
}

int main() {
  constexpr int kFlags[] = {CLONE_PARENT | SIGCHLD,
                            CLONE_UNTRACED | SIGCHLD,
                            CLONE_VM,
                            CLONE_VM | CLONE_SIGHAND | CLONE_FILES,
                            CLONE_PARENT | CLONE_UNTRACED,
                            CLONE_DETACHED | SIGKILL,
                            0};
  int made = 0;
  for (const int flags : kFlags) {
    char* const stack = static_cast<char*>(std::malloc(64 << 10));
    if (clone(Outlive, stack + (64 << 10), flags, nullptr) > 0) ++made;
  }
  std::puts(made > 0 ? "contained" : "no child at all");
}
