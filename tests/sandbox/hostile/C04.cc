// C04: hard links, pipes, devices and sockets as files. A pipe in the scratch folder is allowed and
// blocks whoever opens it; a device must not open; a socket of a pair may get no name on the disk
// that outlives the run.
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

int main() {
  bool contained = true;
  const auto escaped = [&](const char* what) {
    std::printf("ESCAPED: %s\n", what);
    contained = false;
  };
  if (link("/dev/zero", "linked") == 0) escaped("hard link of a device");
  const struct {
    const char* name;
    unsigned kind, major, minor;
  } devices[] = {{"mem", S_IFCHR, 1, 1}, {"zero", S_IFCHR, 1, 5}, {"disk", S_IFBLK, 8, 0}};
  for (const auto& device : devices) {
    if (mknod(device.name, device.kind | 0666, makedev(device.major, device.minor)) != 0) continue;
    if (open(device.name, O_RDONLY | O_NONBLOCK) >= 0) escaped(device.name);
  }
  const char* const pipes[] = {"program", "stdout", "answer"};
  for (const char* name : pipes) {
    if (mkfifo(name, 0666) != 0) return 3;
  }
  if (contained) std::puts("contained");
}
