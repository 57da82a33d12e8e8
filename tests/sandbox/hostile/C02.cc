// C02: writes, makes, renames and removes outside of the scratch folder.
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool contained = true;

void Check(const char* what, const std::string& where, bool done) {
  if (!done) return;
  std::printf("ESCAPED: %s %s\n", what, where.c_str());
  contained = false;
}

int main() {
  const char* const folders[] = {"/", "/dev", "/usr", "/usr/lib", "/etc", "/proc", "/box/.."};
  for (const std::string folder : folders) {
    Check("file", folder, open((folder + "/left").c_str(), O_CREAT | O_WRONLY, 0600) >= 0);
    Check("folder", folder, mkdir((folder + "/left_folder").c_str(), 0700) == 0);
    Check("link", folder, symlink("/box", (folder + "/left_link").c_str()) == 0);
    Check("mode", folder, chmod(folder.c_str(), 0777) == 0);
    Check("unnamed file", folder, open(folder.c_str(), O_TMPFILE | O_WRONLY, 0600) >= 0);
  }
  const char* const files[] = {"/dev/null", "/dev/zero", "/dev/urandom", "/box", "/tmp"};
  for (const std::string file : files) {
    Check("remove", file, unlink(file.c_str()) == 0 || rmdir(file.c_str()) == 0);
    Check("rename", file, rename(file.c_str(), (file + ".left").c_str()) == 0);
  }
  if (contained) std::puts("contained");
}
