#pragma once

#include <string_view>
#include <utility>

#include <unistd.h>

namespace rbench {

// A file in memory that can be sealed; -1 where there is no memory or descriptor.
int MemoryFile(const char* name);

// False where the file cannot take all of it.
bool WriteAll(int fd, std::string_view bytes);

// Another opening of the same file, for reading only: its own offset, and no way to write.
int OpenReadOnly(int fd);

inline void CloseFd(int& fd) {
  if (fd >= 0) ::close(std::exchange(fd, -1));
}

}  // namespace rbench
