#include "reports/token_log.h"

#include <cerrno>
#include <cstring>
#include <limits>
#include <mutex>
#include <span>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/files.h"
#include "base/mapped_file.h"
#include "base/sha256.h"

namespace rbench {
namespace {

constexpr std::string_view kMagic = "RBTOKEN1";
constexpr size_t kHeaderBytes = 4 + 8;  // length, checksum
constexpr uint32_t kMaxPayload = uint32_t{1} << 30;

template <typename T>
void AppendRaw(T value, std::string& out) {
  static_assert(std::is_trivially_copyable_v<T>);
  // The machines rbench runs on are little endian; the format is defined so.
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

template <typename T>
void AppendRawAll(const std::vector<T>& values, std::string& out) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

// Reads from the front of a payload; every step checks what is left.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  bool Read(T& value) {
    if (bytes_.size() < sizeof(T)) return false;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_.remove_prefix(sizeof(T));
    return true;
  }
  bool ReadString(size_t size, std::string& out) {
    if (bytes_.size() < size) return false;
    out.assign(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return true;
  }
  template <typename T>
  bool ReadAll(size_t count, std::vector<T>& out) {
    if (bytes_.size() / sizeof(T) < count) return false;
    out.resize(count);
    if (count > 0) std::memcpy(out.data(), bytes_.data(), count * sizeof(T));
    bytes_.remove_prefix(count * sizeof(T));
    return true;
  }
  bool done() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

// The first 8 bytes of the SHA-256 (the first two hexadecimal digits are its first byte).
uint64_t ChecksumOf(std::string_view payload) {
  const std::string hex = Sha256Hex(payload);
  uint64_t checksum = 0;
  for (int byte = 0; byte < 8; ++byte) {
    const auto digit = [](char c) {
      return static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    };
    const uint64_t value = digit(hex[static_cast<size_t>(2 * byte)]) * 16 +
                           digit(hex[static_cast<size_t>(2 * byte + 1)]);
    checksum |= value << (8 * byte);
  }
  return checksum;
}

bool DecodePayload(std::string_view payload, TokenFrame& frame) {
  PayloadReader reader(payload);
  uint32_t task_bytes = 0, problem_bytes = 0, count = 0, flag = 0;
  int32_t draw = 0;
  if (!reader.Read(task_bytes) || !reader.ReadString(task_bytes, frame.id.task)) return false;
  if (!reader.Read(problem_bytes) || !reader.ReadString(problem_bytes, frame.id.problem))
    return false;
  if (!reader.Read(draw) || !reader.Read(count) || !reader.Read(flag) || flag > 1) return false;
  frame.id.draw = draw;
  if (!reader.ReadAll(count, frame.tokens)) return false;
  if (flag == 1) {
    if (!reader.ReadAll(count, frame.logprobs)) return false;
    if (!reader.ReadAll(count, frame.raw_logprobs)) return false;
  }
  return reader.done();
}

enum class FrameState { kWhole, kEnd, kTorn, kDamaged };

// Looks at the frame at `offset`. A frame that is cut off, or the last one with a wrong checksum,
// is torn.
FrameState FrameAt(std::string_view bytes, size_t offset, std::string_view& payload) {
  if (offset == bytes.size()) return FrameState::kEnd;
  const std::string_view rest = bytes.substr(offset);
  if (rest.size() < kHeaderBytes) return FrameState::kTorn;
  uint32_t length = 0;
  uint64_t checksum = 0;
  std::memcpy(&length, rest.data(), 4);
  std::memcpy(&checksum, rest.data() + 4, 8);
  if (length > rest.size() - kHeaderBytes) return FrameState::kTorn;
  payload = rest.substr(kHeaderBytes, length);
  if (length <= kMaxPayload && ChecksumOf(payload) == checksum) return FrameState::kWhole;
  return length == rest.size() - kHeaderBytes ? FrameState::kTorn : FrameState::kDamaged;
}

struct ScanEnd {
  size_t offset = 0;  // after the last whole frame
};

Result<ScanEnd> Scan(std::string_view bytes, const std::string& path,
                     const std::function<Status(TokenFrame)>& f) {
  if (bytes.size() < kMagic.size() && kMagic.starts_with(bytes)) return ScanEnd{0};
  if (!bytes.starts_with(kMagic)) {
    return InvalidInput(fmt::format("{}: not a token log of rbench", path));
  }
  size_t offset = kMagic.size();
  std::string_view payload;
  while (true) {
    const FrameState state = FrameAt(bytes, offset, payload);
    if (state == FrameState::kEnd || state == FrameState::kTorn) return ScanEnd{offset};
    TokenFrame frame;
    if (state == FrameState::kDamaged || !DecodePayload(payload, frame)) {
      return InvalidInput(fmt::format("{}: the frame at byte {} is damaged", path, offset));
    }
    if (f) RBENCH_RETURN_IF_ERROR(f(std::move(frame)));
    offset += kHeaderBytes + payload.size();
  }
}

Result<ScanEnd> ScanFile(const std::string& path, const std::function<Status(TokenFrame)>& f) {
  RBENCH_ASSIGN_OR_RETURN(const uint64_t size, FileSize(path));
  if (size == 0) return ScanEnd{0};
  RBENCH_ASSIGN_OR_RETURN(const MappedFile file, MappedFile::Open(path));
  const auto bytes = file.bytes();
  return Scan({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path, f);
}

Error SystemError(const std::string& path, std::string_view what) {
  return IoError(fmt::format("{}: {}: {}", path, what,
                             std::error_code(errno, std::generic_category()).message()));
}

class FileTokenLog : public TokenLog {
 public:
  FileTokenLog(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  ~FileTokenLog() override { ::close(fd_); }

  // Cuts the file after its last whole frame and writes the magic of a new one.
  Status Recover() {
    RBENCH_ASSIGN_OR_RETURN(const uint64_t size, FileSize(path_));
    RBENCH_ASSIGN_OR_RETURN(const ScanEnd end, ScanFile(path_, {}));
    torn_bytes_ = size - end.offset;
    if (torn_bytes_ > 0 && ::ftruncate(fd_, static_cast<off_t>(end.offset)) != 0) {
      return SystemError(path_, "cannot cut off a torn frame");
    }
    if (end.offset == 0) RBENCH_RETURN_IF_ERROR(WriteAll(kMagic));
    return {};
  }

  Status Append(const TokenFrame& frame) override {
    const std::string bytes = EncodeTokenFrame(frame);
    if (bytes.size() > kMaxPayload) {
      return ResourceExhausted(
          fmt::format("{}: a frame of {} bytes is too long", path_, bytes.size()));
    }
    const std::lock_guard lock(mutex_);
    return WriteAll(bytes);
  }

  Status Flush() override {
    if (::fdatasync(fd_) != 0) return SystemError(path_, "cannot make it durable");
    return {};
  }

  uint64_t torn_bytes() const override { return torn_bytes_; }

 private:
  Status WriteAll(std::string_view bytes) {
    if (failed_) return IoError(fmt::format("{}: an earlier write failed", path_));
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        failed_ = true;  // the file may now end in half a frame; nothing may follow it
        return SystemError(path_, "cannot write");
      }
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
  }

  const std::string path_;
  const int fd_;
  std::mutex mutex_;
  bool failed_ = false;
  uint64_t torn_bytes_ = 0;
};

}  // namespace

std::string EncodeTokenFrame(const TokenFrame& frame) {
  const bool with_logprobs = !frame.logprobs.empty();
  RBENCH_CHECK(frame.logprobs.size() == frame.raw_logprobs.size());
  RBENCH_CHECK(!with_logprobs || frame.logprobs.size() == frame.tokens.size());
  std::string payload;
  AppendRaw(static_cast<uint32_t>(frame.id.task.size()), payload);
  payload += frame.id.task;
  AppendRaw(static_cast<uint32_t>(frame.id.problem.size()), payload);
  payload += frame.id.problem;
  AppendRaw(static_cast<int32_t>(frame.id.draw), payload);
  AppendRaw(static_cast<uint32_t>(frame.tokens.size()), payload);
  AppendRaw(static_cast<uint32_t>(with_logprobs ? 1 : 0), payload);
  AppendRawAll(frame.tokens, payload);
  AppendRawAll(frame.logprobs, payload);
  AppendRawAll(frame.raw_logprobs, payload);
  std::string bytes;
  bytes.reserve(kHeaderBytes + payload.size());
  AppendRaw(static_cast<uint32_t>(payload.size()), bytes);
  AppendRaw(ChecksumOf(payload), bytes);
  bytes += payload;
  return bytes;
}

Result<std::unique_ptr<TokenLog>> TokenLog::Open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0) return SystemError(path, "cannot open");
  auto log = std::make_unique<FileTokenLog>(path, fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return IoError(fmt::format("{}: another process writes to it", path));
  }
  RBENCH_RETURN_IF_ERROR(log->Recover());
  return std::unique_ptr<TokenLog>(std::move(log));
}

Status ForEachTokenFrame(const std::string& path, const std::function<Status(TokenFrame)>& f) {
  RBENCH_ASSIGN_OR_RETURN(const ScanEnd end, ScanFile(path, f));
  static_cast<void>(end);
  return {};
}

}  // namespace rbench
