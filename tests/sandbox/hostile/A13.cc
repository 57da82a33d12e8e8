// A13: opens files until it is refused, then hides more of them inside of socket pairs (at most
// 5000; the limit is 64, and as many may be under way).
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

bool SendAway(int through, int file) {
  char byte = 'x';
  iovec piece{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr header{};
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof(control);
  cmsghdr* const rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(rights), &file, sizeof(int));
  return sendmsg(through, &header, MSG_DONTWAIT) == 1;
}

int main() {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 3;
  int hidden = 0;
  while (hidden < 5000) {
    const int file = open("/dev/null", O_RDONLY);
    if (file < 0 || !SendAway(pair[0], file)) break;
    close(file);
    ++hidden;
  }
  int opened = 0;
  while (opened < 5000 && open("/dev/null", O_RDONLY) >= 0) ++opened;
  if (errno == EMFILE && opened <= 64 && hidden <= 2 * 64) {
    std::puts("contained");
  } else {
    std::printf("ESCAPED: %d files open and %d hidden\n", opened, hidden);
  }
}
