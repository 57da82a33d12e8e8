#include "base/append_log.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/check.h"

namespace rbench {
namespace {

Error SystemError(std::string_view what, const std::string& path, int error_number) {
  return IoError(
      fmt::format("cannot {} {}: {}", what, path, std::generic_category().message(error_number)));
}

// The length of the file up to and with its last newline.
Result<uint64_t> WholeLinesLength(int fd, const std::string& path, uint64_t size) {
  char block[4096];
  uint64_t end = size;
  while (end > 0) {
    const uint64_t start = end > sizeof(block) ? end - sizeof(block) : 0;
    const auto wanted = static_cast<size_t>(end - start);
    size_t have = 0;
    while (have < wanted) {
      const ssize_t count =
          ::pread(fd, block + have, wanted - have, static_cast<off_t>(start + have));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return SystemError("read", path, errno);
      if (count == 0) return IoError("cannot read " + path + ": it shrank while being opened");
      have += static_cast<size_t>(count);
    }
    for (size_t i = wanted; i > 0; --i) {
      if (block[i - 1] == '\n') return start + i;
    }
    end = start;
  }
  return uint64_t{0};
}

// Every Append writes to the system at once, so a killed process loses nothing that Append has
// taken; the background thread makes groups of lines durable, which a power failure needs.
class FileAppendLog : public AppendLog {
 public:
  FileAppendLog(std::string path, int fd, uint64_t size, size_t torn,
                const AppendLogOptions& options)
      : path_(std::move(path)),
        options_(options),
        torn_(torn),
        fd_(fd),
        written_(size),
        durable_(size),
        thread_([this] { SyncLoop(); }) {}

  ~FileAppendLog() override { (void)Close(); }

  Status Append(std::string_view line) override {
    RBENCH_CHECK(line.find('\n') == std::string_view::npos);
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_) return IoError("cannot write " + path_ + ": the log is closed");
    if (error_.has_value()) return *error_;
    if (Status status = WriteLine(line); !status) {
      error_ = std::move(status).error();
      // Best effort: readers that come before the next Open see whole lines only.
      (void)!::ftruncate(fd_, static_cast<off_t>(written_));
      changed_.notify_all();
      return *error_;
    }
    const bool first = written_ == durable_;
    written_ += line.size() + 1;
    if (first) group_start_ = std::chrono::steady_clock::now();
    if (first || GroupIsFull()) changed_.notify_all();
    return {};
  }

  Status Flush() override {
    std::unique_lock<std::mutex> lock(mutex_);
    return FlushLocked(lock);
  }

  Status Close() override {
    std::unique_lock<std::mutex> lock(mutex_);
    if (closed_) return error_.has_value() ? Status(*error_) : Status();
    closed_ = true;
    Status status = FlushLocked(lock);
    stopping_ = true;
    changed_.notify_all();
    lock.unlock();
    thread_.join();
    if (::close(fd_) != 0 && status) status = SystemError("close", path_, errno);
    lock.lock();
    if (!status && !error_.has_value()) error_ = status.error();
    return status;
  }

  size_t torn_bytes() const override { return torn_; }

 private:
  bool GroupIsFull() const { return written_ - durable_ >= options_.fsync_every_bytes; }

  // Writes the line and its newline; on failure a part of it may have reached the file.
  Status WriteLine(std::string_view line) {
    const char newline = '\n';
    size_t done = 0;
    const size_t total = line.size() + 1;
    while (done < total) {
      const size_t from_line = std::min(done, line.size());
      iovec parts[2] = {{const_cast<char*>(line.data()) + from_line, line.size() - from_line},
                        {const_cast<char*>(&newline), 1}};
      const ssize_t count = ::writev(fd_, parts, 2);
      if (count < 0) {
        if (errno == EINTR) continue;
        return SystemError("write", path_, errno);
      }
      done += static_cast<size_t>(count);
    }
    return {};
  }

  Status FlushLocked(std::unique_lock<std::mutex>& lock) {
    const uint64_t target = written_;
    flush_target_ = std::max(flush_target_, target);
    changed_.notify_all();
    changed_.wait(lock, [&] { return durable_ >= target || error_.has_value(); });
    return error_.has_value() ? Status(*error_) : Status();
  }

  void SyncLoop() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock,
                    [&] { return stopping_ || (written_ > durable_ && !error_.has_value()); });
      if (stopping_) return;
      const auto due =
          group_start_ + std::chrono::milliseconds(std::max(options_.fsync_every_ms, 0));
      changed_.wait_until(lock, due, [&] {
        return stopping_ || GroupIsFull() || flush_target_ > durable_ || error_.has_value();
      });
      if (stopping_) return;
      if (error_.has_value()) continue;
      const uint64_t target = written_;
      lock.unlock();
      const int error_number = ::fdatasync(fd_) == 0 ? 0 : errno;
      lock.lock();
      if (error_number != 0) {
        error_ = SystemError("sync", path_, error_number);
      } else {
        durable_ = target;
        group_start_ = std::chrono::steady_clock::now();  // of the lines written meanwhile
      }
      changed_.notify_all();
    }
  }

  const std::string path_;
  const AppendLogOptions options_;
  const size_t torn_;
  const int fd_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t written_;           // length of the file in whole lines
  uint64_t durable_;           // the part of it that a power failure cannot take
  uint64_t flush_target_ = 0;  // someone waits until this much is durable
  std::chrono::steady_clock::time_point group_start_;
  std::optional<Error> error_;
  bool closed_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

// Locks the open file and cuts its torn last line.
Result<std::unique_ptr<AppendLog>> TakeOver(int fd, const std::string& path,
                                            const AppendLogOptions& options) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return SystemError("stat", path, errno);
  if (!S_ISREG(info.st_mode))
    return InvalidInput("cannot append to " + path + ": not a regular file");
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return IoError("cannot write " + path + ": another process is writing it");
    }
    return SystemError("lock", path, errno);
  }
  // Again under the lock: the last writer may have added lines in between.
  if (::fstat(fd, &info) != 0) return SystemError("stat", path, errno);
  const auto size = static_cast<uint64_t>(info.st_size);
  RBENCH_ASSIGN_OR_RETURN(const uint64_t whole, WholeLinesLength(fd, path, size));
  if (whole < size && ::ftruncate(fd, static_cast<off_t>(whole)) != 0) {
    return SystemError("truncate", path, errno);
  }
  if (::fsync(fd) != 0) return SystemError("sync", path, errno);
  return std::unique_ptr<AppendLog>(
      std::make_unique<FileAppendLog>(path, fd, whole, static_cast<size_t>(size - whole), options));
}

// A new file's name is durable only when its folder is. File systems without such an operation are
// left alone.
void SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "."
                             : slash == 0               ? "/"
                                                        : path.substr(0, slash);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Result<std::unique_ptr<AppendLog>> AppendLog::Open(const std::string& path,
                                                   const AppendLogOptions& options) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666);
  if (fd < 0) return SystemError("open", path, errno);
  Result<std::unique_ptr<AppendLog>> log = TakeOver(fd, path, options);
  if (!log) {
    ::close(fd);
    return log;
  }
  SyncFolderOf(path);
  return log;
}

}  // namespace rbench
