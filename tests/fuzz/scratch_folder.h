#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"

namespace rbench {

// A folder for what one input describes, in memory where there is /dev/shm; gone with the object.
class ScratchFolder {
 public:
  ScratchFolder() {
    path_ = "/dev/shm/rbench_fuzz_XXXXXX";
    if (::mkdtemp(path_.data()) != nullptr) return;
    path_ = "/tmp/rbench_fuzz_XXXXXX";
    RBENCH_CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

  // Creates or replaces a file; never through a link. False where that is impossible.
  static bool Write(const std::string& path, std::string_view bytes) {
    const int fd =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    const bool whole =
        ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    ::close(fd);
    return whole;
  }

 private:
  std::string path_;
};

}  // namespace rbench
