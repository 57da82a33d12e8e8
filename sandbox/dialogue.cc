#include "sandbox/dialogue.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/memory_file.h"

namespace rbench {
namespace {

constexpr size_t kMaxParts = 1'000'000;
constexpr uint32_t kSetupIndex = 0xffffffff;

void AppendBytes(std::string& to, const void* data, size_t bytes) {
  to.append(static_cast<const char*>(data), bytes);
}

}  // namespace

bool ReadJob(const std::string& text, std::vector<std::string>& parts) {
  for (size_t at = 0; at < text.size();) {
    uint32_t length = 0;
    if (text.size() - at < sizeof(length) || parts.size() == kMaxParts) return false;
    std::memcpy(&length, text.data() + at, sizeof(length));
    at += sizeof(length);
    if (length > text.size() - at) return false;
    parts.push_back(text.substr(at, length));
    at += length;
  }
  return true;
}

std::string WriteJob(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    const auto length = static_cast<uint32_t>(part.size());
    AppendBytes(text, &length, sizeof(length));
    text += part;
  }
  return text;
}

Dialogue::~Dialogue() {
  if (channel_ >= 0) ::close(channel_);
  if (runner_end_ >= 0) ::close(runner_end_);
}

bool Dialogue::Open(int job, int64_t most_payload) {
  struct stat what {};
  if (::fstat(job, &what) != 0) return false;
  std::string text(static_cast<size_t>(what.st_size), '\0');
  for (size_t at = 0; at < text.size();) {
    const ssize_t got = ::pread(job, text.data() + at, text.size() - at, static_cast<off_t>(at));
    if (got <= 0) return false;
    at += static_cast<size_t>(got);
  }
  std::vector<std::string> parts;
  if (!ReadJob(text, parts) || parts.size() < 2) return false;
  setup_ = std::move(parts.front());
  parts.erase(parts.begin());
  tests_ = std::move(parts);
  most_payload_ = most_payload;
  if (::getrandom(nonce_, sizeof(nonce_), 0) != sizeof(nonce_)) return false;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  channel_ = ends[0];
  runner_end_ = ends[1];
  ::fcntl(channel_, F_SETFL, O_NONBLOCK);
  return true;
}

bool Dialogue::HandOver(const std::string& text, uint32_t index) {
  const int file = MemoryFile("test");
  if (file < 0) return false;
  const int fds[] = {file};
  const bool sent = WriteAll(file, text) && wire::Send(channel_, wire::TestMessage{index}, fds);
  ::close(file);
  return sent;
}

bool Dialogue::HandOverNext() {
  // Its own copy is not needed any more.
  const std::string text = std::move(tests_[next_]);
  tests_[next_].clear();
  return HandOver(text, next_);
}

bool Dialogue::Begin() {
  return HandOver(std::string(nonce_, sizeof(nonce_)) + setup_, kSetupIndex) && HandOverNext();
}

Dialogue::Step Dialogue::Read(int64_t cpu_us) {
  char packet[sizeof(wire::RecordHeader) + wire::kRecordPacket];
  // Descriptors that a program may attach find no room and are dropped by the kernel.
  const ssize_t got = ::recv(channel_, packet, sizeof(packet), MSG_TRUNC);
  if (got == 0) return Step::kClosed;
  if (got < 0) return errno == EAGAIN || errno == EINTR ? Step::kNothing : Step::kClosed;
  const auto bytes = static_cast<size_t>(got);
  wire::RecordHeader header;
  if (bytes < sizeof(header) || bytes > sizeof(packet)) return Step::kNonsense;
  std::memcpy(&header, packet, sizeof(header));
  const size_t piece = bytes - sizeof(header);
  const bool known = header.end <= TestEnd::kDied && next_ < tests_.size() &&
                     std::memcmp(header.nonce, nonce_, sizeof(nonce_)) == 0 &&
                     header.index == next_ && header.offset == payload_.size() &&
                     piece <= header.total - payload_.size();
  if (!known) return Step::kNonsense;
  if (reading_ && (header.end != first_.end || header.total != first_.total)) {
    return Step::kNonsense;
  }
  if (header.total > most_payload_) return Step::kTooLarge;
  if (!reading_) first_ = header;
  reading_ = true;
  payload_.append(packet + sizeof(header), piece);
  if (payload_.size() < header.total) return piece > 0 ? Step::kNothing : Step::kNonsense;
  wire::TestRecord record;
  record.end = header.end;
  record.payload_bytes = header.total;
  record.cpu_us = cpu_us - cpu_before_us_;
  cpu_before_us_ = cpu_us;
  AppendBytes(records_, &record, sizeof(record));
  records_ += payload_;
  payload_.clear();
  reading_ = false;
  ++next_;
  if (next_ == tests_.size()) {
    ::shutdown(channel_, SHUT_RDWR);
    return Step::kLast;
  }
  return HandOverNext() ? Step::kNext : Step::kClosed;
}

}  // namespace rbench
