#include "sandbox/program_cache.h"

#include <algorithm>

#include <unistd.h>

namespace rbench {

ProgramCache::~ProgramCache() {
  for (const auto& [key, entry] : entries_) ::close(entry.fd);
}

int ProgramCache::Find(const std::string& key) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return -1;
  found->second.last_used = ++uses_;
  return found->second.fd;
}

void ProgramCache::Keep(const std::string& key, int fd, int64_t bytes) {
  while (bytes_ + bytes > most_bytes_ && !entries_.empty()) {
    const auto oldest = std::min_element(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.second.last_used < b.second.last_used; });
    bytes_ -= oldest->second.bytes;
    ::close(oldest->second.fd);
    entries_.erase(oldest);
  }
  entries_[key] = {fd, bytes, ++uses_};
  bytes_ += bytes;
}

}  // namespace rbench
