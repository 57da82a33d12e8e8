// D08: sets the clock of the machine.
#include <cerrno>
#include <cstdio>
#include <ctime>

#include <sched.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

int main() {
  bool contained = true;
  const auto check = [&](const char* what, long result) {
    if (result < 0 && (errno == EPERM || errno == ENOSYS)) return;
    std::printf("ESCAPED: %s gave %ld, errno %d\n", what, result, errno);
    contained = false;
  };
  // The time that is, so that nothing breaks where it succeeds.
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const timeval same{now.tv_sec, now.tv_nsec / 1000};
  timex offset{};
  offset.modes = ADJ_OFFSET;
  check("clock_settime", syscall(SYS_clock_settime, CLOCK_REALTIME, &now));
  check("settimeofday", syscall(SYS_settimeofday, &same, nullptr));
  check("adjtimex", syscall(SYS_adjtimex, &offset));
  check("clock_adjtime", syscall(SYS_clock_adjtime, CLOCK_REALTIME, &offset));
  check("time namespace", unshare(0x80));
  if (contained) std::puts("contained");
}
