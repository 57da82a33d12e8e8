#include "base/mapped_file.h"

#include <cerrno>
#include <cstdint>
#include <functional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rbench {
namespace {

Error SystemError(std::string_view what, const std::string& path, int error_number) {
  std::string message =
      fmt::format("cannot {} {}: {}", what, path, std::generic_category().message(error_number));
  if (error_number == ENOENT) return NotFound(std::move(message));
  return IoError(std::move(message));
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::string& path) {
  // O_NONBLOCK: opening a pipe without a writer would wait for ever.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return SystemError("open", path, errno);
  struct stat info {};
  if (::fstat(fd, &info) != 0) {
    const int error_number = errno;
    ::close(fd);
    return SystemError("stat", path, error_number);
  }
  if (!S_ISREG(info.st_mode)) {
    ::close(fd);
    return InvalidInput("cannot map " + path + ": not a regular file");
  }
  const auto size = static_cast<size_t>(info.st_size);
  if (size == 0) {  // the system refuses to map nothing
    ::close(fd);
    return MappedFile(path, nullptr, 0);
  }
  void* const data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  const int error_number = errno;
  ::close(fd);  // the mapping keeps the file
  if (data == MAP_FAILED) return SystemError("map", path, error_number);
  return MappedFile(path, static_cast<const std::byte*>(data), size);
}

void MappedFile::Forget(std::span<const std::byte> bytes) const {
  const std::less_equal<const std::byte*> at_most;
  if (bytes.empty() || data_ == nullptr) return;
  if (!at_most(data_, bytes.data()) || !at_most(bytes.data() + bytes.size(), data_ + size_)) return;
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<uintptr_t>(bytes.data()) + page - 1) / page * page;
  const auto end = (reinterpret_cast<uintptr_t>(bytes.data()) + bytes.size()) / page * page;
  if (begin >= end) return;
  // A read-only private mapping has no changes to lose; failing only costs memory.
  ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

MappedFile::MappedFile(std::string path, const std::byte* data, size_t size)
    : path_(std::move(path)), data_(data), size_(size) {}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace rbench
