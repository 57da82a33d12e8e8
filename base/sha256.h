#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

// Incremental SHA-256 (OpenSSL). Move-only; not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&& other) noexcept;
  Sha256& operator=(Sha256&& other) noexcept;

  void Update(std::string_view bytes);
  void Update(std::span<const std::byte> bytes);
  std::string HexDigest();  // 64 lower-case digits; the object is finished afterwards

 private:
  void* context_;
};

std::string Sha256Hex(std::string_view bytes);
Result<std::string> Sha256HexOfFile(const std::string& path);

}  // namespace rbench
