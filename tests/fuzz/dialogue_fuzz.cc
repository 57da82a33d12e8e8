#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "sandbox/dialogue.h"
#include "sandbox/wire.h"

// What an untrusted program may send to the broker. Input: one byte n; then packets, each a byte of
// flags, two bytes of length, and the bytes. Flags: 1 = put a header with the right nonce and index
// before it, 2 = the header says that this is all, 4 = attach a descriptor. Properties: a dialogue
// never holds more records than tests, every record that it keeps fits its text, and after nonsense
// nothing more is asked of it.

namespace {

using namespace rbench;

constexpr int64_t kMostPayload = 1 << 16;

// The runner's view: the nonce of the set-up.
bool ReadSetup(int runner, char* nonce) {
  wire::TestMessage message;
  wire::Received received;
  if (!wire::Receive(runner, message, received) || received.num_fds != 1) return false;
  const bool read = ::pread(received.fds[0], nonce, wire::kNonceBytes, 0) ==
                    static_cast<ssize_t>(wire::kNonceBytes);
  ::close(received.fds[0]);
  return read;
}

void DropTests(int runner) {
  while (true) {
    wire::TestMessage message;
    char probe;
    if (::recv(runner, &probe, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) return;
    wire::Received received;
    const bool got = wire::Receive(runner, message, received);
    for (int i = 0; i < received.num_fds; ++i) ::close(received.fds[i]);
    if (!got && received.bytes <= 0) return;
  }
}

void CheckRecords(const Dialogue& dialogue) {
  uint32_t count = 0;
  const std::string& records = dialogue.records();
  for (size_t at = 0; at < records.size(); ++count) {
    wire::TestRecord record;
    RBENCH_CHECK(records.size() - at >= sizeof(record));
    std::memcpy(&record, records.data() + at, sizeof(record));
    at += sizeof(record);
    RBENCH_CHECK(record.payload_bytes <= records.size() - at);
    RBENCH_CHECK(record.end <= TestEnd::kDied && record.payload_bytes <= kMostPayload);
    at += record.payload_bytes;
  }
  RBENCH_CHECK(count == dialogue.num_records() && count <= dialogue.num_tests());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // The same bytes as a job: total, and written back as they were.
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> parts;
  if (ReadJob(std::string(text), parts)) RBENCH_CHECK(WriteJob(parts) == text);

  const int num_tests = 1 + data[0] % 4;
  std::vector<std::string> job_parts = {"call\n\nf"};
  for (int i = 0; i < num_tests; ++i) job_parts.push_back("l0:");
  const std::string job = WriteJob(job_parts);
  const int file = ::memfd_create("job", MFD_CLOEXEC);
  RBENCH_CHECK(::write(file, job.data(), job.size()) == static_cast<ssize_t>(job.size()));
  Dialogue dialogue;
  RBENCH_CHECK(dialogue.Open(file, kMostPayload));
  ::close(file);
  const int runner = dialogue.TakeRunnerEnd();
  RBENCH_CHECK(dialogue.Begin());
  char nonce[wire::kNonceBytes];
  RBENCH_CHECK(ReadSetup(runner, nonce));

  uint32_t have = 0;  // bytes of the record that the packets with headers have sent
  bool over = false;
  for (size_t at = 1; !over && size - at >= 3;) {
    const uint8_t flags = data[at];
    const size_t length = std::min<size_t>(data[at + 1] | data[at + 2] << 8, size - at - 3);
    std::string packet;
    if ((flags & 1) != 0) {
      wire::RecordHeader header;
      std::memcpy(header.nonce, nonce, sizeof(nonce));
      header.index = dialogue.num_records();
      header.offset = have;
      header.total = static_cast<uint32_t>(have + length + ((flags & 2) != 0 ? 0 : 7));
      packet.assign(reinterpret_cast<const char*>(&header), sizeof(header));
    }
    packet.append(reinterpret_cast<const char*>(data + at + 3), length);
    at += 3 + length;
    if (packet.size() > 150'000) continue;
    const int fds[] = {runner};
    const bool sent = (flags & 4) != 0 ? wire::Send(runner, packet.data(), packet.size(), fds)
                                       : wire::Send(runner, packet.data(), packet.size());
    if (!sent) break;
    const uint32_t before = dialogue.num_records();
    switch (dialogue.Read(1000)) {
      case Dialogue::Step::kNothing:
        have += static_cast<uint32_t>(length);
        break;
      case Dialogue::Step::kNext:
        RBENCH_CHECK(dialogue.num_records() == before + 1);
        have = 0;
        break;
      case Dialogue::Step::kLast:
        RBENCH_CHECK(dialogue.num_records() == dialogue.num_tests());
        over = true;
        break;
      default:
        over = true;
    }
    CheckRecords(dialogue);
    DropTests(runner);
  }
  ::close(runner);
  return 0;
}
