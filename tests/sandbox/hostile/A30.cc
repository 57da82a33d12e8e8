// A30: wants a core file: raises the limit, becomes dumpable, and aborts. A soft limit of zero is
// what a pipe as core pattern would not respect.
#include <cstdio>
#include <cstdlib>

#include <sys/prctl.h>
#include <sys/resource.h>

int main() {
  rlimit core{RLIM_INFINITY, RLIM_INFINITY};
  const bool raised = setrlimit(RLIMIT_CORE, &core) == 0;
  core = {0, 0};
  setrlimit(RLIMIT_CORE, &core);
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  std::puts(raised ? "ESCAPED: core files allowed" : "contained");
  std::fflush(stdout);
  std::abort();
}
