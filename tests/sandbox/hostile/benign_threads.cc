// Honest: threads of the standard library, futures, a thread's own variables.
#include <atomic>
#include <cstdio>
#include <future>
#include <thread>
#include <vector>

thread_local long mine = 0;

int main() {
  std::atomic<long> sum{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&sum, t] {
      for (int i = 0; i < 1000; ++i) mine += t;
      sum += mine;
    });
  }
  for (std::thread& thread : threads) thread.join();
  auto later = std::async(std::launch::async, [] { return 14; });
  std::printf("%ld %d\n", sum.load(), later.get());
}
