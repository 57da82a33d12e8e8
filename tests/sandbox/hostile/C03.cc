// C03: bait: links in the scratch folder under names that a harness might open, to files of the
// machine (its input names one) and to places it might write to.
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

int main() {
  char given[4096] = "/etc/hostname";
  if (std::scanf("%4095s", given) != 1) return 3;
  const char* const targets[] = {"/etc/passwd", "/proc/self/environ", given};
  const char* const names[] = {"program", "a.out", "output",  "answer", "core",
                               "stdout",  "stdin", "message", "meta",   "program.o"};
  bool contained = true;
  int index = 0;
  for (const char* name : names) {
    if (symlink(targets[index++ % 3], name) != 0) return 3;
    if (open(name, O_RDONLY | O_NONBLOCK) >= 0) {
      std::printf("ESCAPED: read through %s\n", name);
      contained = false;
    }
  }
  if (contained) std::puts("contained");
}
