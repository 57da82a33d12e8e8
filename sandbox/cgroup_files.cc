#include "sandbox/cgroup_files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace rbench {
namespace {

constexpr char kPrefix[] = "rbench.";
constexpr int kRemoveTries = 500;
constexpr useconds_t kRemoveUs = 2000;

std::vector<std::string> NamesWith(const std::string& folder, const char* prefix) {
  std::vector<std::string> names;
  DIR* const open = ::opendir(folder.c_str());
  if (open == nullptr) return names;
  while (const dirent* entry = ::readdir(open)) {
    if (std::strncmp(entry->d_name, prefix, std::strlen(prefix)) == 0) {
      names.emplace_back(entry->d_name);
    }
  }
  ::closedir(open);
  return names;
}

// Those of brokers end with the broker's process number.
std::vector<std::string> BrokersIn(const std::string& parent) {
  std::vector<std::string> brokers;
  for (std::string& name : NamesWith(parent, kPrefix)) {
    const size_t digits = std::strlen(kPrefix);
    if (name.find_first_not_of("0123456789", digits) == std::string::npos) {
      brokers.push_back(std::move(name));
    }
  }
  return brokers;
}

bool RemoveEmptied(const std::string& group) {
  for (int i = 0; i < kRemoveTries; ++i) {
    if (::rmdir(group.c_str()) == 0 || errno == ENOENT) return true;
    if (errno != EBUSY) return false;
    if (i == 0) WriteGroupFile(group + "/cgroup.kill", "1");  // Linux 5.14, version 2
    ::usleep(kRemoveUs);
  }
  return false;
}

}  // namespace

std::string ReadGroupFile(const std::string& path) {
  std::string text;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::read(file, buffer, sizeof(buffer))) > 0) {
    text.append(buffer, static_cast<size_t>(got));
  }
  ::close(file);
  return text;
}

bool WriteGroupFile(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(file);
  errno = error;
  return written;
}

int64_t NumberIn(int file) {
  char text[64];
  const ssize_t got = ::pread(file, text, sizeof(text) - 1, 0);
  if (got <= 0) return -1;
  text[got] = '\0';
  return std::strtoll(text, nullptr, 10);
}

int64_t NumberOf(int file, const char* key) {
  char text[2048];
  const ssize_t got = ::pread(file, text, sizeof(text) - 1, 0);
  if (got <= 0) return 0;
  text[got] = '\0';
  const size_t length = std::strlen(key);
  for (const char* line = text; line != nullptr; line = std::strchr(line, '\n')) {
    if (*line == '\n') ++line;
    if (std::strncmp(line, key, length) == 0 && line[length] == ' ') {
      return std::strtoll(line + length, nullptr, 10);
    }
  }
  return 0;
}

std::string Failed(const std::string& what) { return what + ": " + std::strerror(errno); }

bool IsOccupied(const std::string& group) {
  return !ReadGroupFile(group + "/cgroup.procs").empty();
}

bool RemoveGroup(const std::string& group) {
  for (const std::string& slot : NamesWith(group, "slot")) RemoveEmptied(group + "/" + slot);
  return RemoveEmptied(group);
}

std::string NameOfGroups() { return kPrefix + std::to_string(::getpid()); }

void RemoveStaleGroups(const std::string& parent, bool locked) {
  for (const std::string& name : BrokersIn(parent)) {
    const std::string group = parent + "/" + name;
    if (!locked) {
      const std::string owner = "/proc/" + name.substr(std::strlen(kPrefix));
      if (::access(owner.c_str(), F_OK) != 0) RemoveGroup(group);
      continue;
    }
    const int lock = LockFolder(group, false);
    if (lock < 0) continue;
    RemoveGroup(group);
    ::close(lock);
  }
}

bool HasGroups(const std::string& parent) { return !BrokersIn(parent).empty(); }

int LockFolder(const std::string& folder, bool wait) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0 || ::flock(file, LOCK_EX | (wait ? 0 : LOCK_NB)) == 0) return file;
  ::close(file);
  return -1;
}

}  // namespace rbench
