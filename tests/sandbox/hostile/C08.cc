// C08: names that a careless harness cannot read: as long as may be, not UTF-8, with line ends.
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <unistd.h>

int main() {
  int made = 0;
  for (const std::string& name :
       {std::string(4096, 'x'), std::string(255, 'x'), std::string("\xff\xfe\x80"),
        std::string("two\nlines"), std::string("-o program"), std::string("`touch left`"),
        std::string(200, '\xff')}) {
    const int file = open(name.c_str(), O_CREAT | O_WRONLY, 0600);
    if (file >= 0) ++made;
    close(file);
  }
  std::puts(made == 6 ? "contained" : "wrong number of names");
}
