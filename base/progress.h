#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"

namespace rbench {

enum class LogFormat { kText, kJson };

struct ProgressOptions {
  LogFormat format = LogFormat::kText;
  bool quiet = false;        // nothing but warnings
  int fd = 2;                // stderr
  bool is_terminal = false;  // a bar that rewrites its line; else a line every few seconds
};

// What a person or a program watching a run sees on stderr. Thread-safe; writes are whole lines.
// Text that comes from files or models is shown with control characters escaped.
class Progress {
 public:
  explicit Progress(const ProgressOptions& options);
  ~Progress();

  // A named stage with a known number of steps; `unit` as in "attempts".
  void Start(std::string_view stage, uint64_t total, std::string_view unit);
  // Adds to the done count. `note` is shown at the end of the bar, e.g. "pass@1 0.41  312 tok/s".
  void Advance(uint64_t steps, std::string_view note = {});
  void Finish();

  // One line of information or warning; in JSON one object {"event": ..., ...fields}.
  void Info(std::string_view event, std::string_view message, const Json& fields = Json::object());
  void Warn(std::string_view event, std::string_view message, const Json& fields = Json::object());

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rbench
