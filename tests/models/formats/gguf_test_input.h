#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "base/check.h"
#include "models/formats/gguf.h"

namespace rbench {

inline std::span<const std::byte> BytesOf(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// The message of the error that ReadGguf gives for the file, or "" where it is read.
inline std::string ReadError(const std::string& file, const CheckpointOptions& options = {}) {
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf", options);
  return checkpoint ? "" : checkpoint.error().message;
}

// Bytes that end where an unreadable page begins: one byte read too far stops the test.
class GuardedBytes {
 public:
  explicit GuardedBytes(size_t capacity) {
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    readable_ = (capacity + page - 1) / page * page;
    mapped_ = readable_ + page;
    void* const map =
        mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    RBENCH_CHECK(map != MAP_FAILED);
    base_ = static_cast<char*>(map);
    RBENCH_CHECK(mprotect(base_ + readable_, page, PROT_NONE) == 0);
  }
  GuardedBytes(const GuardedBytes&) = delete;
  GuardedBytes& operator=(const GuardedBytes&) = delete;
  ~GuardedBytes() { munmap(base_, mapped_); }

  std::span<const std::byte> Place(std::string_view text) {
    RBENCH_CHECK(text.size() <= readable_);
    char* const start = base_ + readable_ - text.size();
    std::memcpy(start, text.data(), text.size());
    return std::as_bytes(std::span(start, text.size()));
  }

 private:
  char* base_ = nullptr;
  size_t readable_ = 0;
  size_t mapped_ = 0;
};

}  // namespace rbench
