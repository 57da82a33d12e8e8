#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace rbench {

// Compiled programs by the hash of what they were compiled from, as sealed files in memory. The
// ones not used for longest go when there are too many.
class ProgramCache {
 public:
  explicit ProgramCache(int64_t most_bytes) : most_bytes_(most_bytes) {}
  ~ProgramCache();
  ProgramCache(const ProgramCache&) = delete;
  ProgramCache& operator=(const ProgramCache&) = delete;

  // The program's descriptor, which stays the cache's; -1 where it is not known.
  int Find(const std::string& key);
  // Takes the descriptor.
  void Keep(const std::string& key, int fd, int64_t bytes);

 private:
  struct Entry {
    int fd = -1;
    int64_t bytes = 0;
    uint64_t last_used = 0;
  };
  const int64_t most_bytes_;
  int64_t bytes_ = 0;
  uint64_t uses_ = 0;
  std::map<std::string, Entry> entries_;
};

}  // namespace rbench
