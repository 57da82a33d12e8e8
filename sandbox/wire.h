#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "sandbox/run.h"
#include "sandbox/test_run.h"

// What client, broker and slots send each other: one struct a message over SOCK_SEQPACKET sockets,
// descriptors beside it. Both ends are of one build; the version still catches a stale helper. What
// arrives from a client is checked by Plausible before use.

namespace rbench::wire {

inline constexpr uint32_t kVersion = 3;
inline constexpr int kMaxDescriptors = 10;

// Client to broker, on the first socket. Descriptor: the broker's end of a new session.
struct OpenSession {
  uint32_t version = kVersion;
};

// Broker to client, once, on the first socket.
struct Ready {
  uint32_t version = kVersion;
  int32_t level = 0;  // 3: namespaces and control groups; 2: namespaces; 1: Landlock; 0: nothing
  int32_t cgroup_version = 0;  // 0: none
  int32_t slots = 0;           // of each kind, at most
  uint32_t unwalled = 0;       // no namespaces (level 1 or 0), and programs are run all the same
  char problem[400] = {};      // why the level is not 3
};

enum class Work : uint32_t { kPython = 1, kCpp = 2, kCanary = 3, kPythonTests = 4 };

// Client to broker, on a session. Descriptors: source, stdin (both sealed memfds). For a canary
// (canary.h) stdin is its name; for tests of Python functions it is the job: each part after its
// length (uint32_t), first the set-up (python_tests.h), then one part a test. Limits of time are
// then those of a test, from when it is handed over to its record.
struct RunMessage {
  uint32_t version = kVersion;
  Work work = Work::kPython;
  uint64_t id = 0;
  char source_sha256[64] = {};  // in hex: names the compiled program in the broker's cache
  RunLimits limits;
  int64_t stack_bytes = 0;  // of the main thread; 0 = as much as the memory limit
  uint32_t numpy = 0;       // of Python: the source uses numpy, which may be there before it
};

// Broker to client. Descriptor: a memfd with `output_bytes` of stdout, then `error_bytes` of
// stderr; none where both are 0.
struct Result {
  uint64_t id = 0;
  RunStatus status = RunStatus::kIe;
  int32_t exit_code = 0;
  int32_t signal = 0;
  uint32_t slot_died = 0;  // the slot went down with the run
  int64_t cpu_us = 0;
  int64_t wall_us = 0;
  int64_t peak_kib = 0;
  int64_t output_bytes = 0;
  int64_t error_bytes = 0;
  int64_t record_bytes =
      0;  // of kPythonTests: after the two others, a TestRecord and its payload each
  char reason[200] = {};
};

// What became of one test, before its payload.
struct TestRecord {
  TestEnd end = TestEnd::kValue;
  uint32_t payload_bytes = 0;
  int64_t cpu_us = 0;
};

// Between broker and runner, on the run's channel. A test comes with its text in a file. A record
// comes in packets of at most kRecordPacket bytes after this header; the nonce is that of the
// set-up.
struct TestMessage {
  uint32_t index = 0;
};
inline constexpr size_t kNonceBytes = 16;
inline constexpr size_t kRecordPacket = 32 << 10;
struct RecordHeader {
  char nonce[kNonceBytes] = {};
  uint32_t index = 0;
  TestEnd end = TestEnd::kValue;
  uint32_t total = 0;   // bytes of the payload
  uint32_t offset = 0;  // of this packet's piece
};

// Broker to slot, once. Descriptors: the cgroup.procs files that the processes of all its runs
// enter by writing "0"; none where each run brings its own.
struct SlotStart {
  uint32_t version = kVersion;
};

// Broker to slot, taken by the process that waits to become the program. Descriptors: program
// (source, binary), stdin, stdout, stderr; the runner's end of the channel where has_channel; then
// the cgroup.procs files that the run enters by writing "0", unless it has already. With only_enter
// it is no run: the process enters now (descriptors: those files) and waits on.
struct SlotRun {
  uint32_t only_enter = 0;
  RunLimits limits;
  uint32_t has_channel = 0;   // tests of a Python function rather than a script
  int64_t address_space = 0;  // RLIMIT_AS; 0 = none
  int64_t stack_bytes = 0;
  int64_t cpu_backstop_s = 0;  // RLIMIT_CPU, per process: the broker's clock decides before it
};

// Why a run did not get as far as the program, or how the program ended.
enum class End : uint32_t {
  kNone,       // init died before it could say
  kSetup,      // a step of the set-up failed: stage and errno
  kNotParsed,  // the Python source does not parse
  kEnded,
};

// Steps of the set-up, for messages.
enum class Stage : uint32_t {
  kNone,
  kClone,
  kCgroup,
  kMount,
  kFork,
  kDescriptors,
  kLimits,
  kPrivileges,
  kLandlock,
  kSeccomp,
  kExec,
  kProduct,
};
const char* StageName(Stage stage);

struct SlotDone {
  End end = End::kNone;
  Stage stage = Stage::kNone;
  int32_t error = 0;
  int32_t wait_status = 0;  // of the program, as wait(2) gives it
  int64_t cpu_us = 0;       // of all processes of the run
  int64_t peak_kib = 0;     // of the largest process
  int64_t product_bytes = 0;
};

// On a slot's socket. kReady, from the slot: the init of the next run is there (descriptor: its
// pidfd). kDone, from init: the run is over, and nothing of it is left where it had namespaces
// (descriptor: a memfd with what a compiler built, where product_bytes > 0). kGone, from the slot,
// where more is to be said: init ended, and a run had been taken; without a kDone before it the
// run was lost with it.
enum class SlotWord : uint32_t { kReady = 1, kDone = 2, kGone = 3 };
struct SlotEvent {
  SlotWord word = SlotWord::kReady;
  int32_t init = 0;
  SlotDone done;
};

// Whether a client's message may be acted on.
bool Plausible(const RunMessage& run);

// One message and its descriptors. Send never blocks for long, never raises SIGPIPE; false where
// the other end is gone. Receive returns the message's bytes, 0 at the end, -1 on an error or where
// it does not fit; every descriptor in `fds` is new, close-on-exec and the caller's.
bool Send(int socket, const void* message, size_t bytes, std::span<const int> fds = {});
struct Received {
  int64_t bytes = 0;
  int fds[kMaxDescriptors];
  int num_fds = 0;
};
Received Receive(int socket, void* message, size_t bytes);

template <typename Message>
bool Send(int socket, const Message& message, std::span<const int> fds = {}) {
  static_assert(std::is_trivially_copyable_v<Message>);
  return Send(socket, &message, sizeof(message), fds);
}

// True where exactly one such message arrived; otherwise descriptors that came are closed.
template <typename Message>
bool Receive(int socket, Message& message, Received& received) {
  static_assert(std::is_trivially_copyable_v<Message>);
  received = Receive(socket, &message, sizeof(message));
  return received.bytes == static_cast<int64_t>(sizeof(message));
}

}  // namespace rbench::wire
