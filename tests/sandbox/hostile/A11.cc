// A11: starts threads that sleep, until it is refused (at most 2000; the limit is 64 tasks).
#include <cstdio>

#include <pthread.h>
#include <unistd.h>

void* Sleep(void*) {
  sleep(10);
  return nullptr;
}

int main() {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  int started = 0;
  int refused = 0;
  pthread_t thread;
  while (started < 2000 && (refused = pthread_create(&thread, &small, Sleep, nullptr)) == 0) {
    ++started;
  }
  if (refused != 0 && started > 0 && started <= 64) {
    std::puts("contained");
  } else {
    std::printf("ESCAPED: %d threads\n", started);
  }
}
