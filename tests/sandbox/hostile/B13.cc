// B13: a detached thread goes on after main returned: in C++ the process ends.
#include <cstdio>

#include <pthread.h>
#include <unistd.h>

void* Linger(void*) {
  for (int i = 0; i < 20; ++i) sleep(1);
  std::puts("ESCAPED: the thread was waited for");
  return nullptr;
}

int main() {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  if (pthread_create(&thread, &small, Linger, nullptr) != 0) return 3;
  std::puts("answer");
}
