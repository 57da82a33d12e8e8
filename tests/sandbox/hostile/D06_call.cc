// D06: speaks to the abstract name of D06_listen, which runs in another slot at the same time.
#include <cstddef>
#include <cstdio>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main() {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) {
    std::puts("contained");
    return 0;
  }
  sockaddr forget{};
  forget.sa_family = AF_UNSPEC;
  connect(pair[0], &forget, sizeof(forget));
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::strcpy(name.sun_path + 1, "rbench_hostile");
  for (int i = 0; i < 20; ++i) {
    if (sendto(pair[0], "hello", 5, MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&name),
               offsetof(sockaddr_un, sun_path) + 15) > 0) {
      std::puts("ESCAPED: somebody was there");
      return 0;
    }
    usleep(10'000);
  }
  std::puts("contained");
}
