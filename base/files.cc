#include "base/files.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inflate.h"

namespace rbench {
namespace {

Error SystemError(std::string_view what, const std::string& path, int error_number) {
  std::string message =
      fmt::format("{} {}: {}", what, path, std::generic_category().message(error_number));
  if (error_number == ENOENT) return NotFound(std::move(message));
  return IoError(std::move(message));
}

// A file descriptor that closes itself.
class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() { Close(); }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  int get() const { return fd_; }
  // 0 or the error number; some file systems report a failed write only here.
  int Close() {
    if (fd_ < 0) return 0;
    const int result = ::close(std::exchange(fd_, -1));
    return result == 0 ? 0 : errno;
  }

 private:
  int fd_;
};

int OpenRetrying(const std::string& path, int flags, mode_t mode = 0) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

Status WriteAll(int fd, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), std::min(bytes.size(), size_t{1} << 30));
    if (written < 0) {
      if (errno == EINTR) continue;
      return SystemError("cannot write", path, errno);
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The file a path finally names (so that a link is kept and its target replaced), which must be a
// regular file or not exist yet.
Result<std::string> ReplaceableTarget(const std::string& path, mode_t& mode) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) return SystemError("cannot write", path, errno);
    return path;
  }
  if (!S_ISREG(info.st_mode))
    return InvalidInput("cannot replace " + path + ": not a regular file");
  mode = info.st_mode & 07777;
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved) == nullptr) {
    return SystemError("cannot write", path, errno);
  }
  return std::string(resolved);
}

Result<int> CreateTemporary(const std::string& target, std::string& temporary) {
  const uint64_t start =
      static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  for (uint64_t attempt = 0; attempt < 1000; ++attempt) {
    temporary = fmt::format("{}.{}.{:x}.tmp", target, ::getpid(), start + attempt);
    const int fd = OpenRetrying(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return fd;
    if (errno != EEXIST) return SystemError("cannot create", temporary, errno);
  }
  return IoError("cannot create a temporary file beside " + target);
}

Status WriteAndSync(OwnedFd& fd, const std::string& path,
                    const std::function<Status(const WriteBytes&)>& produce, mode_t mode) {
  RBENCH_RETURN_IF_ERROR(
      produce([&](std::string_view bytes) { return WriteAll(fd.get(), path, bytes); }));
  if (mode != 0 && ::fchmod(fd.get(), mode) != 0) return SystemError("cannot chmod", path, errno);
  if (::fsync(fd.get()) != 0) return SystemError("cannot sync", path, errno);
  if (const int error_number = fd.Close(); error_number != 0) {
    return SystemError("cannot close", path, error_number);
  }
  return {};
}

Status SyncFolder(const std::string& folder) {
  OwnedFd fd(OpenRetrying(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0) return SystemError("cannot open", folder, errno);
  // EINVAL: a file system that has no such operation.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) return SystemError("cannot sync", folder, errno);
  return {};
}

}  // namespace

Result<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  // O_NONBLOCK: opening a pipe without a writer would wait for ever.
  OwnedFd fd(OpenRetrying(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return SystemError("cannot open", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return SystemError("cannot stat", path, errno);
  if (!S_ISREG(info.st_mode)) return InvalidInput("cannot read " + path + ": not a regular file");
  const auto too_large = [&] {
    return ResourceExhausted(fmt::format("{}: larger than {} bytes", path, max_bytes));
  };
  if (static_cast<uint64_t>(info.st_size) > max_bytes) return too_large();
  // Some system files say size 0 and still have content, so the end is where read says so.
  std::string bytes(static_cast<size_t>(info.st_size) + 1, '\0');
  size_t used = 0;
  while (true) {
    if (used == bytes.size()) bytes.resize(bytes.size() + std::max(bytes.size(), size_t{4096}));
    const ssize_t count = ::read(fd.get(), bytes.data() + used, bytes.size() - used);
    if (count < 0) {
      if (errno == EINTR) continue;
      return SystemError("cannot read", path, errno);
    }
    if (count == 0) break;
    used += static_cast<size_t>(count);
    if (used > max_bytes) return too_large();
  }
  bytes.resize(used);
  return bytes;
}

Result<std::string> ReadFileHead(const std::string& path, size_t bytes) {
  OwnedFd fd(OpenRetrying(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info {};
  if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0) return SystemError("cannot read", path, errno);
  if (!S_ISREG(info.st_mode)) return IoError(fmt::format("{} is not a regular file", path));
  std::string head(bytes, '\0');
  const ssize_t got = ::pread(fd.get(), head.data(), head.size(), 0);
  if (got < 0) return SystemError("cannot read", path, errno);
  head.resize(static_cast<size_t>(got));
  return head;
}

Result<std::string> ReadFileMaybeGzip(const std::string& path, size_t max_bytes) {
  RBENCH_ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, max_bytes));
  if (!bytes.starts_with("\x1f\x8b")) return bytes;
  Result<std::string> text = InflateGzip(bytes, max_bytes);
  if (!text) return std::move(text).error().WithContext(path);
  return text;
}

Status WriteFileAtomic(const std::string& path, std::string_view bytes) {
  return WriteFileAtomic(path, [bytes](const WriteBytes& write) { return write(bytes); });
}

Status WriteFileAtomic(const std::string& path,
                       const std::function<Status(const WriteBytes& write)>& produce) {
  mode_t mode = 0;
  RBENCH_ASSIGN_OR_RETURN(const std::string target, ReplaceableTarget(path, mode));
  std::string temporary;
  RBENCH_ASSIGN_OR_RETURN(const int raw_fd, CreateTemporary(target, temporary));
  OwnedFd fd(raw_fd);
  Status status = WriteAndSync(fd, temporary, produce, mode);
  if (status && ::rename(temporary.c_str(), target.c_str()) != 0) {
    status = SystemError("cannot replace", target, errno);
  }
  if (!status) {
    ::unlink(temporary.c_str());
    return status;
  }
  return SyncFolder(FolderOf(target));
}

Status MakeDirectories(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return IoError(fmt::format("cannot create folder {}: {}", path, error.message()));
  if (!DirectoryExists(path)) return IoError("cannot create folder " + path + ": not a folder");
  return {};
}

bool FileExists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool DirectoryExists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Result<uint64_t> FileSize(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return SystemError("cannot stat", path, errno);
  if (!S_ISREG(info.st_mode)) return InvalidInput(path + ": not a regular file");
  return static_cast<uint64_t>(info.st_size);
}

}  // namespace rbench
