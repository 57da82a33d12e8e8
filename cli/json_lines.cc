#include "cli/json_lines.h"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/console.h"

namespace rbench {
namespace {

// What one read takes: enough that handing a block over costs little beside answering it.
constexpr size_t kReadBytes = 128 << 10;

// A file descriptor as blocks of whole lines: as many as one read brings.
class BlockReader {
 public:
  BlockReader(int fd, size_t max_line_bytes, std::function<void()> before_wait)
      : fd_(fd), max_line_bytes_(max_line_bytes), before_wait_(std::move(before_wait)) {}

  // False at the end of input. A line that is too long is an error and is skipped as a whole.
  Result<bool> Next(std::string& block) {
    block = std::move(rest_);
    rest_.clear();
    size_t searched = 0;
    while (true) {
      const size_t last = std::string_view(block).substr(searched).rfind('\n');
      if (last != std::string_view::npos) {
        const size_t newline = searched + last;
        rest_.assign(block, newline + 1);
        block.resize(newline + 1);
        if (!skipping_) return true;
        // What precedes the first newline is the end of the line that was too long.
        skipping_ = false;
        block.erase(0, block.find('\n') + 1);
        if (!block.empty()) return true;
        block = std::move(rest_);
        rest_.clear();
      }
      if (skipping_) {
        block.clear();
      } else if (block.size() > max_line_bytes_) {
        skipping_ = true;
        block.clear();
        return ResourceExhausted(fmt::format("line is longer than {} bytes", max_line_bytes_));
      }
      searched = block.size();
      if (!Read(block)) return !block.empty();
    }
  }

 private:
  bool Read(std::string& block) {
    before_wait_();
    const size_t before = block.size();
    block.resize(before + kReadBytes);
    ssize_t count;
    do {
      count = ::read(fd_, block.data() + before, kReadBytes);
    } while (count < 0 && errno == EINTR);
    block.resize(before + (count > 0 ? static_cast<size_t>(count) : 0));
    return count > 0;
  }

  const int fd_;
  const size_t max_line_bytes_;
  const std::function<void()> before_wait_;
  std::string rest_;  // the beginning of a line whose end is not read yet
  bool skipping_ = false;
};

// Holds replies until all earlier ones are there.
class OrderedReplies {
 public:
  OrderedReplies(size_t max_in_flight, bool flush_each)
      : max_in_flight_(max_in_flight), flush_each_(flush_each) {}

  // Reserves the next place; blocks while too many are open.
  size_t Reserve() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return slots_.size() < max_in_flight_; });
    slots_.emplace_back();
    return first_ + slots_.size() - 1;
  }

  void Fill(size_t index, std::string text) {
    std::lock_guard lock(mutex_);
    slots_[index - first_] = std::move(text);
    while (!slots_.empty() && slots_.front().has_value()) {
      ready_ += *slots_.front();
      slots_.pop_front();
      ++first_;
    }
    if (waiting_for_input_ || flush_each_ || ready_.size() > (1 << 16)) FlushLocked();
    changed_.notify_all();
  }

  // While the reader waits for input, replies go out at once.
  void SetWaiting(bool waiting) {
    std::lock_guard lock(mutex_);
    waiting_for_input_ = waiting;
    if (waiting) FlushLocked();
  }

  void WaitForAll() {
    std::unique_lock lock(mutex_);
    waiting_for_input_ = true;
    changed_.wait(lock, [this] { return slots_.empty(); });
    FlushLocked();
  }

 private:
  void FlushLocked() {
    Print(ready_);
    ready_.clear();
  }

  const size_t max_in_flight_;
  const bool flush_each_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::optional<std::string>> slots_;
  size_t first_ = 0;
  std::string ready_;
  bool waiting_for_input_ = false;
};

std::string ReplyText(const Json& id, Result<std::vector<Json>> result) {
  std::string text;
  const auto line = [&](const Json& members) {
    Json out = Json::object();
    if (!id.is_null()) out["id"] = id;
    for (const auto& [key, value] : members.items()) out[key] = value;
    text += DumpJson(out);
    text += '\n';
  };
  if (!result) {
    line(Json{{"error", result.error().message}});
  } else {
    for (const Json& members : *result) line(members);
  }
  return text;
}

const Json* Find(const Json& request, std::string_view key) {
  const auto found = request.find(key);
  return found == request.end() || found->is_null() ? nullptr : &*found;
}

Error WrongType(std::string_view key, std::string_view wanted) {
  return InvalidInput(fmt::format("field \"{}\" must be {}", key, wanted));
}

}  // namespace

void ForEachLine(std::string_view block, const std::function<void(std::string_view)>& line) {
  while (!block.empty()) {
    const std::string_view one = block.substr(0, block.find('\n'));
    block.remove_prefix(std::min(one.size() + 1, block.size()));
    if (one.find_first_not_of(" \t\r") != std::string_view::npos) line(one);
  }
}

int ServeBlocks(const BlockHandler& handler, const JsonLinesOptions& options) {
  OrderedReplies replies(options.max_in_flight, options.flush_each);
  BlockReader reader(STDIN_FILENO, options.max_line_bytes, [&] { replies.SetWaiting(true); });
  const auto serve = [&](Result<std::string> text) {
    const size_t index = replies.Reserve();
    handler(std::move(text),
            [&replies, index](std::string reply) { replies.Fill(index, std::move(reply)); });
  };
  std::string block;
  while (true) {
    auto more = reader.Next(block);
    if (more && !*more) break;
    replies.SetWaiting(false);
    if (!more) {
      serve(std::move(more).error());
    } else if (options.line_by_line && options.line_by_line(block)) {
      ForEachLine(block, [&](std::string_view line) { serve(std::string(line)); });
    } else {
      serve(std::move(block));
    }
  }
  replies.WaitForAll();
  return kExitOk;
}

int ServeJsonLines(const JsonHandler& handler, const JsonLinesOptions& options) {
  OrderedReplies replies(options.max_in_flight, options.flush_each);
  BlockReader reader(STDIN_FILENO, options.max_line_bytes, [&] { replies.SetWaiting(true); });
  const auto serve = [&](Result<std::string_view> line) {
    const size_t index = replies.Reserve();
    const auto reply = [&replies, index](std::string text) {
      replies.Fill(index, std::move(text));
    };
    auto request = line ? ParseJson(*line) : Result<Json>(line.error());
    if (!request || !request->is_object()) {
      Error error = request ? InvalidInput("a line must hold one JSON object") : request.error();
      return reply(ReplyText(Json(), std::move(error)));
    }
    const Json* id = Find(*request, "id");
    handler(*request,
            [reply, echoed = id == nullptr ? Json() : *id](Result<std::vector<Json>> result) {
              reply(ReplyText(echoed, std::move(result)));
            });
  };
  std::string block;
  while (true) {
    auto more = reader.Next(block);
    if (more && !*more) break;
    replies.SetWaiting(false);
    if (more)
      ForEachLine(block, serve);
    else
      serve(std::move(more).error());
  }
  replies.WaitForAll();
  return kExitOk;
}

Result<std::optional<std::string>> StringField(const Json& request, std::string_view key) {
  const Json* value = Find(request, key);
  if (value == nullptr) return std::optional<std::string>();
  if (!value->is_string()) return WrongType(key, "a string");
  return std::optional<std::string>(value->get<std::string>());
}

Result<std::optional<int64_t>> IntField(const Json& request, std::string_view key) {
  const Json* value = Find(request, key);
  if (value == nullptr) return std::optional<int64_t>();
  const bool fits =
      value->is_number_integer() &&
      (!value->is_number_unsigned() ||
       value->get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()));
  if (!fits) return WrongType(key, "a whole number");
  return std::optional<int64_t>(value->get<int64_t>());
}

Result<std::optional<double>> NumberField(const Json& request, std::string_view key) {
  const Json* value = Find(request, key);
  if (value == nullptr) return std::optional<double>();
  if (!value->is_number()) return WrongType(key, "a number");
  return std::optional<double>(value->get<double>());
}

Result<std::optional<bool>> BoolField(const Json& request, std::string_view key) {
  const Json* value = Find(request, key);
  if (value == nullptr) return std::optional<bool>();
  if (!value->is_boolean()) return WrongType(key, "true or false");
  return std::optional<bool>(value->get<bool>());
}

Result<std::optional<std::vector<int32_t>>> TokensField(const Json& request, std::string_view key) {
  const Json* value = Find(request, key);
  if (value == nullptr) return std::optional<std::vector<int32_t>>();
  if (!value->is_array()) return WrongType(key, "an array of token ids");
  std::vector<int32_t> tokens;
  tokens.reserve(value->size());
  for (const Json& item : *value) {
    if (!item.is_number_integer() || item.get<int64_t>() < 0 ||
        item.get<int64_t>() > std::numeric_limits<int32_t>::max()) {
      return WrongType(key, "an array of token ids");
    }
    tokens.push_back(item.get<int32_t>());
  }
  return std::optional<std::vector<int32_t>>(std::move(tokens));
}

}  // namespace rbench
