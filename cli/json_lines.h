#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

// The machine seam of every command (DESIGN section 4): JSON Lines in, JSON Lines out in the same
// order, `id` echoed, and `error` instead of a result where one line is bad; the others go on.

namespace rbench {

// The answer to one input line: one object, or several (draws), each written on a line of its own.
using JsonReply = std::function<void(Result<std::vector<Json>>)>;

// Called for each input line, in order, from the reading thread; must call `reply` exactly once,
// now or later, from any thread. Replies are written in the order of the input.
using JsonHandler = std::function<void(const Json& request, JsonReply reply)>;

// The same below JSON, for commands whose answers cost less than handing lines over: several whole
// lines, each with its newline but perhaps the last, in; the finished text of all their replies
// out.
using BlockReply = std::function<void(std::string text)>;
// `block` has an error in place of one line that was too long.
using BlockHandler = std::function<void(Result<std::string> block, BlockReply reply)>;
// Calls `line` for every line of a block that is not blank.
void ForEachLine(std::string_view block, const std::function<void(std::string_view)>& line);

struct JsonLinesOptions {
  size_t max_in_flight = 4096;  // lines (blocks) read but not yet answered
  size_t max_line_bytes = size_t{64} << 20;
  // Every reply goes out at once, also while more input waits: for replies that cost more than a
  // write.
  bool flush_each = false;
  // Blocks that this is true of are handed over line by line, so that their lines are answered one
  // by one and in parallel; absent = none.
  std::function<bool(std::string_view block)> line_by_line;
};

// Serves stdin until its end, then waits for the replies. Output is flushed whenever no further
// input waits, so that the command can be used as a live stream. Returns the exit code: 0 also
// where single lines were bad.
int ServeJsonLines(const JsonHandler& handler, const JsonLinesOptions& options = {});
int ServeBlocks(const BlockHandler& handler, const JsonLinesOptions& options = {});

// Fields of a request with checked types. Absent and null are the same; a wrong type is an error
// that names the field.
Result<std::optional<std::string>> StringField(const Json& request, std::string_view key);
Result<std::optional<int64_t>> IntField(const Json& request, std::string_view key);
Result<std::optional<double>> NumberField(const Json& request, std::string_view key);
Result<std::optional<bool>> BoolField(const Json& request, std::string_view key);
// An array of integers in the range of TokenId, or absent.
Result<std::optional<std::vector<int32_t>>> TokensField(const Json& request, std::string_view key);

}  // namespace rbench
