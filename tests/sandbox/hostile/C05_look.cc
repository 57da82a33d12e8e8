// C05: looks for what C05_leave left.
#include <cstdio>
#include <cstring>

#include <dirent.h>

int main() {
  bool contained = true;
  const char* const folders[] = {"/box", "/tmp", "/dev/shm"};
  for (const char* folder : folders) {
    DIR* const open = opendir(folder);
    if (open == nullptr) return 3;
    while (const dirent* entry = readdir(open)) {
      if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
      std::printf("ESCAPED: %s/%s\n", folder, entry->d_name);
      contained = false;
    }
    closedir(open);
  }
  if (contained) std::puts("contained");
}
