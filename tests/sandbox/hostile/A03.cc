// A03: 64 threads burn CPU time at once: much of it in little wall time.
#include <cstdio>
#include <ctime>

#include <pthread.h>

void* Burn(void*) {
  timespec now{};
  do {
    volatile int i = 0;
    while (i < 100'000) {
      i = i + 1;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  } while (now.tv_sec < 20);
  return nullptr;
}

int main() {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  pthread_t threads[64];
  for (pthread_t& thread : threads) {
    if (pthread_create(&thread, &small, Burn, nullptr) != 0) return 3;
  }
  for (pthread_t& thread : threads) pthread_join(thread, nullptr);
  std::puts("ESCAPED: all threads ran to the end");
}
