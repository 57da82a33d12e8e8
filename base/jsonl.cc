#include "base/jsonl.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>
#include <memory>
#include <system_error>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/check.h"
#include "base/json.h"
#include "base/utf8.h"

namespace rbench {
namespace {

namespace dom = simdjson::dom;

constexpr size_t kMaxDepth = 128;

static_assert(sizeof(dom::element) == sizeof(JsonView::Raw));
static_assert(std::is_trivially_copyable_v<dom::element>);

JsonView::Raw RawFrom(const dom::element& element) {
  JsonView::Raw raw;
  std::memcpy(raw.words, &element, sizeof(raw.words));
  return raw;
}

dom::element ElementFrom(const JsonView::Raw& raw) {
  dom::element element;
  std::memcpy(static_cast<void*>(&element), &raw, sizeof(raw));
  return element;
}

JsonView ViewFrom(const dom::element& element) { return JsonView(RawFrom(element)); }

std::string ShownKey(std::string_view key) {
  constexpr size_t kShown = 80;
  std::string shown = EscapeForTerminal(key.substr(0, std::min(key.size(), kShown)));
  if (key.size() > kShown) shown += "...";
  return shown;
}

std::string TooDeep() { return fmt::format("nested deeper than {} levels", kMaxDepth); }

// Finds keys that occur twice in one object, and too deep nesting (the parser's own bound, which
// bounds the recursion here, does not count an empty innermost container).
class StructureCheck {
 public:
  // What is wrong, or an empty string.
  std::string Run(const dom::element& root) {
    keys_.clear();
    std::string_view key;
    switch (Find(root, 1, key)) {
      case Finding::kNothing:
        return {};
      case Finding::kTooDeep:
        return TooDeep();
      case Finding::kRepeatedKey:
        return fmt::format("duplicate key \"{}\"", ShownKey(key));
    }
    return {};
  }

 private:
  enum class Finding { kNothing, kTooDeep, kRepeatedKey };

  // `depth` is the element's own, from 1; `key` is set where one is repeated.
  Finding Find(const dom::element& element, size_t depth, std::string_view& key) {
    if (IsContainer(element) && depth > kMaxDepth) return Finding::kTooDeep;
    if (element.is<dom::array>()) {
      const dom::array array = element.get<dom::array>().value_unsafe();
      for (const dom::element child : array) {
        if (!IsContainer(child)) continue;
        const Finding finding = Find(child, depth + 1, key);
        if (finding != Finding::kNothing) return finding;
      }
      return Finding::kNothing;
    }
    if (!element.is<dom::object>()) return Finding::kNothing;
    const size_t start = keys_.size();
    const dom::object object = element.get<dom::object>().value_unsafe();
    for (const dom::key_value_pair member : object) {
      keys_.push_back(member.key);
      if (!IsContainer(member.value)) continue;
      const Finding finding = Find(member.value, depth + 1, key);
      if (finding != Finding::kNothing) return finding;
    }
    const bool repeated = Repeats(start, key);
    keys_.resize(start);
    return repeated ? Finding::kRepeatedKey : Finding::kNothing;
  }

  static bool IsContainer(const dom::element& element) {
    const dom::element_type type = element.type();
    return type == dom::element_type::ARRAY || type == dom::element_type::OBJECT;
  }

  // Looks at the keys from `start` to the end; may reorder them.
  bool Repeats(size_t start, std::string_view& key) {
    constexpr size_t kFew = 16;
    const size_t count = keys_.size() - start;
    if (count <= kFew) {
      for (size_t i = start + 1; i < keys_.size(); ++i) {
        for (size_t j = start; j < i; ++j) {
          if (keys_[i] != keys_[j]) continue;
          key = keys_[i];
          return true;
        }
      }
      return false;
    }
    // Sorting instead of hashing: no choice of keys makes it slow.
    const auto begin = keys_.begin() + static_cast<std::ptrdiff_t>(start);
    std::sort(begin, keys_.end(), [](std::string_view a, std::string_view b) {
      return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    const auto repeated = std::adjacent_find(begin, keys_.end());
    if (repeated == keys_.end()) return false;
    key = *repeated;
    return true;
  }

  std::vector<std::string_view> keys_;  // of the open objects, the innermost last
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool FitsInteger(std::string_view digits) {
  int64_t signed_value = 0;
  uint64_t unsigned_value = 0;
  const char* const end = digits.data() + digits.size();
  return std::from_chars(digits.data(), end, signed_value).ec == std::errc() ||
         std::from_chars(digits.data(), end, unsigned_value).ec == std::errc();
}

// The text with ".0" behind every integer that does not fit 64 bits, so that it is read as a
// double, or an empty string where there is none.
std::string WithWideIntegersAsDoubles(std::string_view text) {
  std::string out;
  size_t copied = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
      continue;
    }
    if (c == '"') in_string = true;
    if (!IsDigit(c)) continue;
    const size_t first_digit = i;
    while (i < text.size() && IsDigit(text[i])) ++i;
    const bool negative = first_digit > 0 && text[first_digit - 1] == '-';
    const bool is_integer =
        i == text.size() || (text[i] != '.' && text[i] != 'e' && text[i] != 'E');
    const size_t start = first_digit - (negative ? 1 : 0);
    if (!is_integer) {
      // The digits of a fraction or an exponent are no integers.
      while (i < text.size() && std::strchr("0123456789.eE+-", text[i]) != nullptr) ++i;
    } else if (i - first_digit >= 19 && !FitsInteger(text.substr(start, i - start))) {
      out.append(text, copied, i - copied);
      out += ".0";
      copied = i;
    }
    --i;
  }
  if (out.empty()) return out;
  out.append(text, copied, text.size() - copied);
  return out;
}

Json ToJson(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::ARRAY: {
      Json value = Json::array();
      const dom::array array = element.get<dom::array>().value_unsafe();
      for (const dom::element child : array) value.push_back(ToJson(child));
      return value;
    }
    case dom::element_type::OBJECT: {
      Json value = Json::object();
      auto& members = value.get_ref<Json::object_t&>();
      const dom::object object = element.get<dom::object>().value_unsafe();
      std::vector<std::pair<std::string_view, dom::element>> list;
      for (const dom::key_value_pair member : object) list.emplace_back(member.key, member.value);
      members.reserve(list.size());
      for (const auto& [key, child] : list) members.emplace_back(std::string(key), ToJson(child));
      return value;
    }
    case dom::element_type::INT64:
      return element.get<int64_t>().value_unsafe();
    case dom::element_type::UINT64:
      return element.get<uint64_t>().value_unsafe();
    case dom::element_type::DOUBLE:
      return element.get<double>().value_unsafe();
    case dom::element_type::STRING:
      return std::string(element.get<std::string_view>().value_unsafe());
    case dom::element_type::BOOL:
      return element.get<bool>().value_unsafe();
    case dom::element_type::NULL_VALUE:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

JsonView::Kind JsonView::kind() const {
  if (missing_) return Kind::kMissing;
  switch (ElementFrom(raw_).type()) {
    case dom::element_type::ARRAY:
      return Kind::kArray;
    case dom::element_type::OBJECT:
      return Kind::kObject;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return Kind::kNumber;
    case dom::element_type::STRING:
      return Kind::kString;
    case dom::element_type::BOOL:
      return Kind::kBool;
    case dom::element_type::NULL_VALUE:
      return Kind::kNull;
  }
  return Kind::kMissing;
}

JsonView JsonView::operator[](std::string_view key) const {
  if (missing_) return {};
  dom::object object;
  dom::element value;
  if (ElementFrom(raw_).get(object) != simdjson::SUCCESS) return {};
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return {};
  return ViewFrom(value);
}

std::optional<std::string_view> JsonView::AsString() const {
  std::string_view text;
  if (missing_ || ElementFrom(raw_).get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::optional<int64_t> JsonView::AsInt() const {
  if (missing_) return std::nullopt;
  const dom::element element = ElementFrom(raw_);
  int64_t integer = 0;
  if (element.get(integer) == simdjson::SUCCESS) return integer;
  double number = 0;
  if (element.type() != dom::element_type::DOUBLE || element.get(number) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  if (!(number >= -0x1p63 && number < 0x1p63) || std::trunc(number) != number) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::optional<double> JsonView::AsDouble() const {
  double number = 0;
  if (missing_ || ElementFrom(raw_).get(number) != simdjson::SUCCESS) return std::nullopt;
  return number;
}

std::optional<bool> JsonView::AsBool() const {
  bool value = false;
  if (missing_ || ElementFrom(raw_).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

void JsonView::ForEachElement(const std::function<void(JsonView)>& f) const {
  dom::array array;
  if (missing_ || ElementFrom(raw_).get(array) != simdjson::SUCCESS) return;
  for (const dom::element element : array) f(ViewFrom(element));
}

void JsonView::ForEachMember(const std::function<void(std::string_view, JsonView)>& f) const {
  dom::object object;
  if (missing_ || ElementFrom(raw_).get(object) != simdjson::SUCCESS) return;
  for (const dom::key_value_pair member : object) f(member.key, ViewFrom(member.value));
}

size_t JsonView::size() const {
  // Counted, because simdjson's own count stops at 2^24 - 1.
  if (missing_) return 0;
  dom::array array;
  if (ElementFrom(raw_).get(array) == simdjson::SUCCESS) {
    return static_cast<size_t>(std::distance(array.begin(), array.end()));
  }
  dom::object object;
  if (ElementFrom(raw_).get(object) == simdjson::SUCCESS) {
    return static_cast<size_t>(std::distance(object.begin(), object.end()));
  }
  return 0;
}

std::string JsonView::Dump() const {
  if (missing_) return "null";
  return DumpJson(ToJson(ElementFrom(raw_)));
}

struct JsonLineParser::Impl {
  dom::parser parser;
  std::unique_ptr<char[]> buffer;  // capacity + SIMDJSON_PADDING bytes
  size_t capacity = 0;
  StructureCheck check;

  // Makes room for `size` bytes; grows geometrically, because one longer line may follow another.
  Status Reserve(size_t size) {
    if (size <= capacity) return {};
    const size_t wanted = std::max({size, 2 * capacity, size_t{1} << 12});
    buffer = std::make_unique<char[]>(wanted + simdjson::SIMDJSON_PADDING);
    capacity = 0;
    if (parser.allocate(wanted, kMaxDepth + 1) != simdjson::SUCCESS) {
      return ResourceExhausted(fmt::format("no memory for a line of {} bytes", size));
    }
    capacity = wanted;
    return {};
  }

  // Parses a copy that has the padding that simdjson reads (but does not use) behind the text.
  Result<dom::element> ParseCopy(std::string_view text, simdjson::error_code& code) {
    RBENCH_RETURN_IF_ERROR(Reserve(text.size()));
    std::memcpy(buffer.get(), text.data(), text.size());
    std::memset(buffer.get() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    dom::element root;
    code = parser.parse(buffer.get(), text.size(), false).get(root);
    if (code == simdjson::DEPTH_ERROR) {
      return InvalidInput(TooDeep());
    }
    if (code != simdjson::SUCCESS) return InvalidInput(simdjson::error_message(code));
    return root;
  }
};

JsonLineParser::JsonLineParser() : impl_(new Impl) {}

JsonLineParser::~JsonLineParser() { delete impl_; }

JsonLineParser::JsonLineParser(JsonLineParser&& other) noexcept
    : impl_(std::exchange(other.impl_, nullptr)) {}

JsonLineParser& JsonLineParser::operator=(JsonLineParser&& other) noexcept {
  std::swap(impl_, other.impl_);
  return *this;
}

Result<JsonView> JsonLineParser::Parse(std::string_view text) {
  RBENCH_CHECK(impl_ != nullptr);
  if (text.empty()) return InvalidInput("empty JSON text");
  if (text.size() >= size_t{0xFFFFFFFF} - simdjson::SIMDJSON_PADDING) {
    return ResourceExhausted(fmt::format("a line of {} bytes is too long", text.size()));
  }
  simdjson::error_code code = simdjson::SUCCESS;
  Result<dom::element> root = impl_->ParseCopy(text, code);
  if (code == simdjson::NUMBER_ERROR) {
    const std::string rewritten = WithWideIntegersAsDoubles(text);
    if (!rewritten.empty()) root = impl_->ParseCopy(rewritten, code);
  }
  if (!root) return std::move(root).error();
  if (std::string wrong = impl_->check.Run(*root); !wrong.empty()) {
    return InvalidInput(std::move(wrong));
  }
  return ViewFrom(*root);
}

Status ForEachJsonLine(std::string_view text, std::string_view where, const JsonlOptions& options,
                       const std::function<Status(size_t, JsonView)>& f) {
  const auto at_line = [&](Error error, size_t number) {
    return std::move(error).WithContext(fmt::format("{}: line {}", where, number));
  };
  JsonLineParser parser;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t newline = text.find('\n');
    const bool ended = newline != std::string_view::npos;
    const std::string_view line = text.substr(0, newline);
    text.remove_prefix(ended ? newline + 1 : text.size());
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (line.size() > options.max_line_bytes) {
      return at_line(ResourceExhausted(fmt::format("longer than {} bytes", options.max_line_bytes)),
                     number);
    }
    Result<JsonView> view = parser.Parse(line);
    if (!view) {
      if (!ended && options.torn_tail_ok) return {};
      return at_line(std::move(view).error(), number);
    }
    Status status = f(number, *view);
    if (!status) return at_line(std::move(status).error(), number);
  }
  return {};
}

}  // namespace rbench
