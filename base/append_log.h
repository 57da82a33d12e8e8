#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

struct AppendLogOptions {
  int fsync_every_ms = 200;  // a group is made durable at the latest this long after its first line
  size_t fsync_every_bytes = size_t{4} << 20;
};

// A file of lines that only grows. Lines reach the file in the order of Append and are made durable
// in groups by a background thread; a process killed at any moment loses at most the last group and
// leaves at most one torn last line, which the next Open cuts off. An advisory lock refuses a
// second writer. Append may be called from any thread. An I/O error (full disk) is kept and
// returned by every later call.
class AppendLog {
 public:
  // Opens or creates. Whatever follows the last newline of an existing file is cut off.
  static Result<std::unique_ptr<AppendLog>> Open(const std::string& path,
                                                 const AppendLogOptions& options = {});
  virtual ~AppendLog() = default;

  // `line` must not contain a newline; one is added.
  virtual Status Append(std::string_view line) = 0;
  // Everything appended so far is durable when this returns.
  virtual Status Flush() = 0;
  // Flush and close; no Append after it. The destructor does the same without telling errors.
  virtual Status Close() = 0;
  // Bytes that were cut off by Open.
  virtual size_t torn_bytes() const = 0;
};

}  // namespace rbench
