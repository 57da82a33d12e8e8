// C06: looks for what C06_leave left, afterwards or at the same time in another slot.
#include <cstdio>

#include <fcntl.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

constexpr key_t kKey = 0x7262;

int main() {
  bool contained = true;
  const auto check = [&](const char* what, long found) {
    if (found < 0) return;
    std::printf("ESCAPED: %s\n", what);
    contained = false;
  };
  check("shared memory", shmget(kKey, 0, 0));
  check("semaphore", semget(kKey, 0, 0));
  check("message queue", msgget(kKey, 0));
  check("POSIX message queue", mq_open("/rbench_left", O_RDONLY));
  check("key", syscall(SYS_request_key, "user", "rbench_left", nullptr, 0));
  check("key by search", syscall(SYS_keyctl, 10 /* search */, -4, "user", "rbench_left", 0));
  // Ids of a namespace count from zero: what exists shows below.
  for (int id = 0; id < 8; ++id) {
    shmid_ds segment{};
    check("a segment by its id", shmctl(id, IPC_STAT, &segment));
  }
  if (contained) std::puts("contained");
}
