#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// Fast reading of JSON and JSON Lines (the one door of simdjson, which stays inside jsonl.cc).

namespace rbench {

// A read-only view of one parsed value; valid only inside the callback that received it.
class JsonView {
 public:
  enum class Kind { kMissing, kNull, kBool, kNumber, kString, kArray, kObject };

  Kind kind() const;
  bool missing() const { return kind() == Kind::kMissing; }

  JsonView operator[](std::string_view key) const;  // kMissing where absent or not an object
  std::optional<std::string_view> AsString() const;
  std::optional<int64_t> AsInt() const;    // an integral number in range (also 3.0)
  std::optional<double> AsDouble() const;  // any number
  std::optional<bool> AsBool() const;
  // Calls `f(element)` for every item of an array / `f(key, value)` for every member of an object,
  // in order.
  void ForEachElement(const std::function<void(JsonView)>& f) const;
  void ForEachMember(const std::function<void(std::string_view, JsonView)>& f) const;
  size_t size() const;  // items of an array or members of an object, else 0
  // The value written again as compact JSON (numbers keep their value, not their spelling).
  std::string Dump() const;

  // Private representation; only jsonl.cc builds one.
  struct Raw {
    uint64_t words[2] = {0, 0};
  };
  JsonView() = default;
  explicit JsonView(Raw raw) : raw_(raw), missing_(false) {}

 private:
  Raw raw_;
  bool missing_ = true;
};

// One parser with reusable buffers. Not thread-safe; one per thread.
class JsonLineParser {
 public:
  JsonLineParser();
  ~JsonLineParser();
  JsonLineParser(JsonLineParser&&) noexcept;
  JsonLineParser& operator=(JsonLineParser&&) noexcept;

  // Parses one whole JSON value and validates all of it: UTF-8, nothing after it, no duplicate keys
  // at any level, depth <= 128. The view is valid until the next call. `text` need not be padded.
  // Integers beyond 64 bits are read as doubles (the parser refuses them, so such a line is parsed
  // again with
  // ".0" written behind them).
  Result<JsonView> Parse(std::string_view text);

 private:
  struct Impl;
  Impl* impl_;
};

struct JsonlOptions {
  bool torn_tail_ok =
      false;  // drop a last line that has no newline and does not parse (a crashed writer)
  size_t max_line_bytes = size_t{256} << 20;
};

// Calls `f(line_number from 1, view)` for every non-blank line of `text`. Stops at the first error
// of the parse or of `f` and returns it with "line N". `where` names the source in errors.
Status ForEachJsonLine(std::string_view text, std::string_view where, const JsonlOptions& options,
                       const std::function<Status(size_t, JsonView)>& f);

}  // namespace rbench
