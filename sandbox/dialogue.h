#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/wire.h"

// The broker's side of a run of tests (wire.h: TestMessage, RecordHeader): hands one test over
// after the record of the one before has come, so that a program cannot look at later tests, and
// believes nothing that does not fit. What it is told may be any bytes.

namespace rbench {

class Dialogue {
 public:
  // `job` is a file that stays the caller's: each part after its length. False where it is no job.
  bool Open(int job, int64_t most_payload);
  // The runner's end of the channel, given away once; the broker's end is channel().
  int TakeRunnerEnd() { return std::exchange(runner_end_, -1); }
  int channel() const { return channel_; }
  ~Dialogue();

  // The set-up and the first test. False where the channel is gone.
  bool Begin();

  enum class Step {
    kNothing,   // part of a record
    kNext,      // a record is complete, and the next test has been handed over
    kLast,      // a record is complete, and it was that of the last test
    kClosed,    // the runner closed the channel
    kNonsense,  // something that is no record: the program wrote it
    kTooLarge,  // a payload above the bound
  };
  // One packet from the channel. `cpu_us` is the CPU time of the run so far.
  Step Read(int64_t cpu_us);

  uint32_t num_tests() const { return static_cast<uint32_t>(tests_.size()); }
  uint32_t num_records() const { return next_; }
  // TestRecord and payload of every test that is over.
  const std::string& records() const { return records_; }

 private:
  bool HandOver(const std::string& text, uint32_t index);
  bool HandOverNext();

  int channel_ = -1;
  int runner_end_ = -1;
  int64_t most_payload_ = 0;
  char nonce_[wire::kNonceBytes] = {};
  std::string setup_;
  std::vector<std::string> tests_;
  uint32_t next_ = 0;  // the test whose record is awaited
  int64_t cpu_before_us_ = 0;
  std::string payload_;  // of the record so far
  bool reading_ = false;
  wire::RecordHeader first_;
  std::string records_;
};

// The parts of a job; false where the lengths do not add up or there are more than a million parts.
bool ReadJob(const std::string& text, std::vector<std::string>& parts);
std::string WriteJob(const std::vector<std::string>& parts);

}  // namespace rbench
