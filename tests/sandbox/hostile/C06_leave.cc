// C06: leaves data where files are not: System V objects, message queues, keys, locks on files that
// all runs share. Whoever can look (C06_look) has a channel. Reads how long to stay, in ms.
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <mqueue.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

constexpr key_t kKey = 0x7262;

int main() {
  int stay_ms = 0;
  if (std::scanf("%d", &stay_ms) != 1) stay_ms = 0;
  const int segment = shmget(kKey, 4096, IPC_CREAT | 0666);
  if (segment >= 0) {
    void* const at = shmat(segment, nullptr, 0);
    if (at != reinterpret_cast<void*>(-1)) std::strcpy(static_cast<char*>(at), "left");
  }
  semget(kKey, 1, IPC_CREAT | 0666);
  const int queue = msgget(kKey, IPC_CREAT | 0666);
  const struct {
    long type;
    char text[5];
  } message{1, "left"};
  msgsnd(queue, &message, sizeof(message.text), IPC_NOWAIT);
  mq_open("/rbench_left", O_CREAT | O_RDWR, 0666, nullptr);
  bool contained = true;
  if (syscall(SYS_add_key, "user", "rbench_left", "left", 4, -4) >= 0) {
    std::puts("ESCAPED: add_key");
    contained = false;
  }
  // Files that every run sees. Locks on them would be seen by others.
  const char* const shared[] = {"/dev/null", "/dev/zero", "/", "/dev"};
  for (const char* name : shared) {
    const int file = open(name, O_RDONLY);
    if (file < 0) continue;
    struct flock region {};
    region.l_type = F_RDLCK;
    region.l_whence = SEEK_SET;
    if (flock(file, LOCK_SH | LOCK_NB) == 0 || fcntl(file, F_SETLK, &region) == 0 ||
        fcntl(file, 37 /* F_OFD_SETLK */, &region) == 0 || fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
      std::printf("ESCAPED: a lock on %s\n", name);
      contained = false;
    }
  }
  if (contained) std::puts("contained");
  std::fflush(stdout);
  usleep(static_cast<useconds_t>(stay_ms) * 1000);
}
