// E19: looks for other tests behind its own: past the end of its input and around it.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

int main() {
  static char data[1 << 16];
  static char again[1 << 16];
  ssize_t bytes = 0;
  for (ssize_t got = 0; (got = read(0, data + bytes, sizeof(data) - 1 - bytes)) > 0;) bytes += got;
  const bool more = lseek(0, 0, SEEK_SET) == 0 && read(0, again, sizeof(again)) != bytes;
  char* at = data;
  const long count = std::strtol(at, &at, 10);
  long sum = 0;
  for (long i = 0; i < count; ++i) sum += std::strtol(at, &at, 10);
  while (*at == ' ' || *at == '\n') ++at;
  if (more || *at != '\0') {
    std::printf("ESCAPED: %s\n", at);
  } else {
    std::printf("%ld\n", sum);
  }
}
