// D06: gives one end of a socket pair an abstract name and waits there for a program of another
// slot (D06_call) to speak to it.
#include <cstddef>
#include <cstdio>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main() {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) {
    std::puts("contained");
    return 0;
  }
  // An end of a pair hears its partner only; it has to forget it first.
  sockaddr forget{};
  forget.sa_family = AF_UNSPEC;
  connect(pair[0], &forget, sizeof(forget));
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::strcpy(name.sun_path + 1, "rbench_hostile");
  bind(pair[0], reinterpret_cast<sockaddr*>(&name), offsetof(sockaddr_un, sun_path) + 15);
  close(pair[1]);
  pollfd ready{pair[0], POLLIN, 0};
  char text[64] = {};
  if (poll(&ready, 1, 800) > 0 && recv(pair[0], text, sizeof(text) - 1, MSG_DONTWAIT) > 0) {
    std::printf("ESCAPED: heard %s\n", text);
  } else {
    std::puts("contained");
  }
}
