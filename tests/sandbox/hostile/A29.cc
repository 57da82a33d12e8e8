// A29: wants more of the processor than its share.
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

bool contained = true;

void Check(const char* what, long result) {
  if (result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS)) return;
  std::printf("ESCAPED: %s gave %ld, errno %d\n", what, result, errno);
  contained = false;
}

int main() {
  Check("setpriority", setpriority(PRIO_PROCESS, 0, -20));
  const sched_param first{1};
  Check("SCHED_FIFO", sched_setscheduler(0, SCHED_FIFO, &first));
  Check("SCHED_RR", sched_setscheduler(0, SCHED_RR, &first));
  struct {
    uint32_t size = 48, policy = 6;  // SCHED_DEADLINE
    uint64_t flags = 0;
    int32_t nice = 0;
    uint32_t priority = 0;
    uint64_t runtime = 10'000'000, deadline = 20'000'000, period = 20'000'000;
  } deadline;
  Check("SCHED_DEADLINE", syscall(SYS_sched_setattr, 0, &deadline, 0));
  Check("ioprio_set", syscall(SYS_ioprio_set, 1, 0, 1 << 13));
  rlimit wish{40, 40};
  Check("RLIMIT_NICE", setrlimit(RLIMIT_NICE, &wish));
  Check("RLIMIT_RTPRIO", setrlimit(RLIMIT_RTPRIO, &wish));
  if (contained) std::puts("contained");
}
