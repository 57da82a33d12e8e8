// A09: hides memory in System V segments that nobody has attached, and in message queues.
#include <cstdio>
#include <cstring>

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/shm.h>

int main() {
  constexpr size_t kSegment = 8 << 20;
  size_t held = 0;
  int ids[64];
  int made = 0;
  for (; made < 64; ++made) {
    ids[made] = shmget(IPC_PRIVATE, kSegment, IPC_CREAT | 0600);
    if (ids[made] < 0) break;
    void* const at = shmat(ids[made], nullptr, 0);
    if (at == reinterpret_cast<void*>(-1)) break;
    std::memset(at, 1, kSegment);
    shmdt(at);
    held += kSegment;
  }
  struct {
    long type = 1;
    char text[8000] = {};
  } message;
  for (int queue = 0; queue < 16'000; ++queue) {
    const int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    if (id < 0) break;
    while (msgsnd(id, &message, sizeof(message.text), IPC_NOWAIT) == 0) {
      held += sizeof(message.text);
    }
  }
  for (int i = 0; i < made; ++i) shmctl(ids[i], IPC_RMID, nullptr);
  if (held > 64UL << 20) {
    std::printf("ESCAPED: %zu MiB in System V objects\n", held >> 20);
  } else {
    std::puts("contained");
  }
}
