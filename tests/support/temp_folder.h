#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/check.h"

namespace rbench {

// A fresh folder that goes away with the object: in memory where there is /dev/shm, since thousands
// of fsyncs to a disk are slow and a test does not pull the plug.
class TempFolder {
 public:
  TempFolder() {
    path_ = "/dev/shm/rbench_XXXXXX";
    if (::mkdtemp(path_.data()) != nullptr) return;
    path_ = testing::TempDir() + "rbench_XXXXXX";
    RBENCH_CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

// Plain write, without the fsync that makes thousands of them slow.
inline void WritePlain(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  RBENCH_CHECK(file.good());
}

}  // namespace rbench
