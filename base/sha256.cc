#include "base/sha256.h"

#include <utility>

#include <openssl/evp.h>

#include "base/check.h"
#include "base/mapped_file.h"

namespace rbench {
namespace {

EVP_MD_CTX* Context(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  // EVP_sha256() is looked up by name, under locks, at every use (OpenSSL 3: crypto(7), fetching).
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  RBENCH_CHECK(context_ != nullptr && algorithm != nullptr);
  RBENCH_CHECK(EVP_DigestInit_ex(Context(context_), algorithm, nullptr) == 1);
}

Sha256::~Sha256() { EVP_MD_CTX_free(Context(context_)); }

Sha256::Sha256(Sha256&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}

Sha256& Sha256::operator=(Sha256&& other) noexcept {
  std::swap(context_, other.context_);
  return *this;
}

void Sha256::Update(std::string_view bytes) {
  RBENCH_CHECK(context_ != nullptr);
  RBENCH_CHECK(EVP_DigestUpdate(Context(context_), bytes.data(), bytes.size()) == 1);
}

void Sha256::Update(std::span<const std::byte> bytes) {
  Update(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::string Sha256::HexDigest() {
  RBENCH_CHECK(context_ != nullptr);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  RBENCH_CHECK(EVP_DigestFinal_ex(Context(context_), digest, &length) == 1);
  EVP_MD_CTX_free(Context(std::exchange(context_, nullptr)));
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * length);
  for (unsigned int i = 0; i < length; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

std::string Sha256Hex(std::string_view bytes) {
  Sha256 hash;
  hash.Update(bytes);
  return hash.HexDigest();
}

Result<std::string> Sha256HexOfFile(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::Open(path));
  Sha256 hash;
  hash.Update(file.bytes());
  return hash.HexDigest();
}

}  // namespace rbench
