#include "base/json.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/utf8.h"

namespace rbench {
namespace {

// Walks the text and tells the handler how far the lexer has read, which its callbacks do not say.
class TrackingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackingIterator(const char* at, const char** cursor) : at_(at), cursor_(cursor) {}
  reference operator*() const { return *at_; }
  TrackingIterator& operator++() {
    *cursor_ = ++at_;
    return *this;
  }
  bool operator==(const TrackingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const TrackingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** cursor_;
};

std::string Shortened(std::string_view text, size_t max_bytes) {
  std::string clean = EscapeForTerminal(text.substr(0, std::min(text.size(), max_bytes)));
  if (text.size() > max_bytes) clean += "...";
  return clean;
}

// "line 3, column 7" of the byte at `offset`.
std::string Place(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t newline = before.rfind('\n');
  const size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  return fmt::format("line {}, column {}", line, offset - start + 1);
}

// Builds values bottom-up. Members are collected in a plain vector and moved into the object once
// it is complete: the object's own insertion searches linearly, and its growth would copy the
// members.
class Builder {
 public:
  Builder(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {
    cursor_ = text.data();
  }

  const char** cursor() { return &cursor_; }
  const std::string& error() const { return error_; }
  Json TakeRoot() { return std::move(root_); }

  bool null() { return Add(nullptr); }
  bool boolean(bool value) { return Add(value); }
  bool number_integer(Json::number_integer_t value) { return Add(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return Add(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return Add(value); }
  bool string(std::string& value) { return Add(std::move(value)); }
  bool binary(Json::binary_t&) { return Fail("binary values are not JSON", Offset()); }

  bool start_object(size_t) { return Open(true); }
  bool key(std::string& name) {
    frames_[depth_ - 1].members.push_back({std::move(name), Offset(), Json()});
    return true;
  }
  bool end_object() {
    std::vector<Member>& members = frames_[depth_ - 1].members;
    if (const Member* repeated = FindRepeated(members)) {
      return Fail(fmt::format("duplicate key \"{}\"", Shortened(repeated->key, 80)),
                  repeated->offset);
    }
    Json value = Json::object();
    auto& object = value.get_ref<Json::object_t&>();
    object.reserve(members.size());
    for (Member& member : members) {
      object.emplace_back(std::move(member.key), std::move(member.value));
    }
    --depth_;
    return Add(std::move(value));
  }

  bool start_array(size_t) { return Open(false); }
  bool end_array() {
    Json value = Json::array();
    value.get_ref<Json::array_t&>() = std::move(frames_[depth_ - 1].items);
    --depth_;
    return Add(std::move(value));
  }

  template <typename Exception>
  bool parse_error(size_t, const std::string&, const Exception& exception) {
    std::string_view message = exception.what();
    // The library's text is "[id] parse error at line 1, column 2: what"; the place is told by
    // Fail.
    if (const size_t at = message.find("] "); at != std::string_view::npos) {
      message.remove_prefix(at + 2);
    }
    if (message.starts_with("parse error at line ")) {
      if (const size_t at = message.find(": "); at != std::string_view::npos) {
        message.remove_prefix(at + 2);
      }
    }
    return Fail(Shortened(message, 200), Offset());
  }

 private:
  struct Member {
    std::string key;
    size_t offset = 0;
    Json value;
  };
  struct Frame {
    bool is_object = false;
    std::vector<Member> members;
    Json::array_t items;
  };

  // The byte that was read last.
  size_t Offset() const {
    const auto read = static_cast<size_t>(cursor_ - text_.data());
    return read == 0 ? 0 : read - 1;
  }

  bool Fail(std::string_view message, size_t offset) {
    if (error_.empty()) error_ = fmt::format("{}: {}", Place(text_, offset), message);
    return false;
  }

  bool Open(bool is_object) {
    if (depth_ >= static_cast<size_t>(std::max(limits_.max_depth, 0))) {
      return Fail(fmt::format("nested deeper than {} levels", limits_.max_depth), Offset());
    }
    if (frames_.size() == depth_) frames_.emplace_back();
    Frame& frame = frames_[depth_++];
    frame.is_object = is_object;
    frame.members.clear();
    frame.items.clear();
    return true;
  }

  template <typename Value>
  bool Add(Value&& value) {
    if (depth_ == 0) {
      root_ = std::forward<Value>(value);
      return true;
    }
    Frame& frame = frames_[depth_ - 1];
    if (frame.is_object) {
      frame.members.back().value = std::forward<Value>(value);
    } else {
      frame.items.emplace_back(std::forward<Value>(value));
    }
    return true;
  }

  // The first member whose key an earlier one has, or null. Sorting instead of hashing: no choice
  // of keys makes it slow.
  static const Member* FindRepeated(const std::vector<Member>& members) {
    constexpr size_t kFew = 8;
    if (members.size() <= kFew) {
      for (size_t i = 1; i < members.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
          if (members[i].key == members[j].key) return &members[i];
        }
      }
      return nullptr;
    }
    std::vector<const Member*> sorted;
    sorted.reserve(members.size());
    for (const Member& member : members) sorted.push_back(&member);
    std::sort(sorted.begin(), sorted.end(), [](const Member* a, const Member* b) {
      if (a->key.size() != b->key.size()) return a->key.size() < b->key.size();
      const int order = a->key.compare(b->key);
      return order != 0 ? order < 0 : a->offset < b->offset;
    });
    const Member* first = nullptr;
    for (size_t i = 1; i < sorted.size(); ++i) {
      if (sorted[i]->key != sorted[i - 1]->key) continue;
      if (first == nullptr || sorted[i]->offset < first->offset) first = sorted[i];
    }
    return first;
  }

  std::string_view text_;
  JsonLimits limits_;
  const char* cursor_;
  std::vector<Frame> frames_;  // the first depth_ are open; the others keep their memory for reuse
  size_t depth_ = 0;
  Json root_;
  std::string error_;
};

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return ResourceExhausted(fmt::format("JSON text of {} bytes is over the bound of {}",
                                         text.size(), limits.max_bytes));
  }
  if (text.empty()) return InvalidInput("line 1, column 1: empty JSON text");
  // The library takes a zero byte for the end of the text and would ignore what follows.
  if (const size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return InvalidInput(Place(text, zero) + ": a zero byte");
  }
  Builder builder(text, limits);
  const TrackingIterator begin(text.data(), builder.cursor());
  const TrackingIterator end(text.data() + text.size(), builder.cursor());
  if (!Json::sax_parse(begin, end, &builder)) return InvalidInput(builder.error());
  return builder.TakeRoot();
}

std::string DumpJson(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string DumpJsonPretty(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Json> ReadJsonFile(const std::string& path, const JsonLimits& limits) {
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, limits.max_bytes));
  Result<Json> value = ParseJson(text, limits);
  if (!value) return std::move(value).error().WithContext(path);
  return value;
}

}  // namespace rbench
