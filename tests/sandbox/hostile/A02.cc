// A02: waits for a lock that its own thread holds and nobody releases (gives up after 20 s).
#include <cstdio>
#include <ctime>

#include <pthread.h>

int main() {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  timespec end{};
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += 20;
  pthread_mutex_timedlock(&lock, &end);
  std::puts("ESCAPED: waited to the end");
}
