#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/completion.h"
#include "reports/attempt.h"

namespace rbench {

// Tokens and log-probabilities of one attempt; the three vectors are equally long, or the last two
// are empty.
struct TokenFrame {
  AttemptId id;
  std::vector<TokenId> tokens;
  std::vector<float> logprobs;
  std::vector<float> raw_logprobs;
  bool operator==(const TokenFrame&) const = default;
};

// tokens.bin: an 8-byte magic, then frames that are only appended. A frame is, little endian:
// payload length (u32), the first 8 bytes of the payload's SHA-256, payload. Payload: lengths and
// bytes of task and problem (u32 each), draw (i32), number of tokens (u32), flag (u32: 1 = with
// log-probabilities), tokens (i32), logprobs (f32), raw_logprobs (f32). A frame is written with one
// call before the attempt's line, so a killed process leaves at most one torn frame.
class TokenLog {
 public:
  // Opens or creates. Whatever follows the last whole frame is cut off; a file of another kind is
  // an error.
  static Result<std::unique_ptr<TokenLog>> Open(const std::string& path);
  virtual ~TokenLog() = default;

  virtual Status Append(const TokenFrame& frame) = 0;  // any thread
  virtual Status Flush() = 0;                          // durable when it returns
  virtual uint64_t torn_bytes() const = 0;             // cut off by Open
};

std::string EncodeTokenFrame(const TokenFrame& frame);

// Calls `f` for every whole frame; a torn last frame ends the file quietly, damage before it is an
// error with the offset. Where an id comes twice the last one counts.
Status ForEachTokenFrame(const std::string& path, const std::function<Status(TokenFrame)>& f);

}  // namespace rbench
