#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"

namespace rbench {

// A file mapped read-only; the bytes live as long as the object. Move-only. Readers may share it
// between threads. The length is that of the moment of opening: writers replace files by rename,
// never in place.
class MappedFile {
 public:
  static Result<MappedFile> Open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return {data_, size_}; }
  const std::string& path() const { return path_; }
  // These bytes will not be read again soon: gives back the memory of the whole pages inside them.
  // Reading them later is right, and slower. Bytes outside the file are left alone.
  void Forget(std::span<const std::byte> bytes) const;

 private:
  MappedFile(std::string path, const std::byte* data, size_t size);
  std::string path_;
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace rbench
