#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace rbench {

// Reads the options of a checker key by key, remembers the first fault, and writes down every
// effective value, defaults included, so that a changed default changes the checker's identity.
class CheckerOptions {
 public:
  CheckerOptions(std::string_view kind, const Json& options) : kind_(kind), options_(options) {}

  bool Bool(const char* key, bool fallback);
  int64_t Int(const char* key, int64_t fallback, int64_t low, int64_t high);
  // One of `names`.
  std::string Choice(const char* key, const char* fallback, const std::vector<std::string>& names);
  // Any text; numbers are taken as written in JSON.
  std::string Text(const char* key, const char* fallback);

  // The first fault: a value of the wrong type or range, or a key that nobody asked for (with the
  // nearest).
  Status Finish() const;
  const Json& effective() const { return effective_; }

 private:
  const Json* Find(const char* key);
  void Fault(std::string message);

  std::string kind_;
  const Json& options_;
  Json effective_ = Json::object();
  std::vector<std::string> known_;
  std::string fault_;
};

}  // namespace rbench
