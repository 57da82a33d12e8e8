#include "tasks/code/value_encoding.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "tasks/code/surrogate_utf8.h"

namespace rbench {
namespace {

constexpr size_t kBitsDigits = 16;

void AppendBits(double value, std::string& out) {
  out += fmt::format("{:016x}", std::bit_cast<uint64_t>(value));
}

void AppendSized(char mark, std::string_view bytes, std::string& out) {
  out += fmt::format("{}{}:", mark, bytes.size());
  out += bytes;
}

void AppendValue(const Value& value, std::string& out);

void AppendItems(char mark, const Value& value, std::string& out) {
  out += fmt::format("{}{}:", mark, value.size());
  for (const Value& item : value.items()) AppendValue(item, out);
}

void AppendValue(const Value& value, std::string& out) {
  switch (value.kind()) {
    case ValueKind::kNone:
      out += 'N';
      return;
    case ValueKind::kBool:
      out += value.boolean() ? 'T' : 'F';
      return;
    case ValueKind::kInt:
      out += 'i';
      out += value.digits();
      out += ';';
      return;
    case ValueKind::kFloat:
      out += 'f';
      AppendBits(value.real(), out);
      return;
    case ValueKind::kComplex:
      out += 'c';
      AppendBits(value.real(), out);
      AppendBits(value.imag(), out);
      return;
    case ValueKind::kStr:
      return AppendSized('s', value.text(), out);
    case ValueKind::kBytes:
      return AppendSized('b', value.text(), out);
    case ValueKind::kList:
      return AppendItems('l', value, out);
    case ValueKind::kTuple:
      return AppendItems('t', value, out);
    case ValueKind::kSet:
      return AppendItems('S', value, out);
    case ValueKind::kFrozenset:
      return AppendItems('Z', value, out);
    case ValueKind::kDict:
      return AppendItems('d', value, out);
  }
}

class Decoder {
 public:
  Decoder(std::string_view text, const ValueLimits& limits) : text_(text), limits_(limits) {}

  Result<Value> Decode() {
    if (limits_.max_nodes == 0) return ResourceExhausted("more than 0 values");
    RBENCH_ASSIGN_OR_RETURN(Value value, ReadValue(0));
    if (position_ != text_.size()) return Wrong("bytes after the value");
    return value;
  }

 private:
  Error Wrong(std::string_view what) const {
    return InvalidInput(fmt::format("encoded value, byte {}: {}", position_, what));
  }

  Result<Value> ReadValue(int depth) {
    if (position_ == text_.size()) return Wrong("the text ends where a value is due");
    const char mark = text_[position_++];
    switch (mark) {
      case 'N':
        return Value::None();
      case 'T':
        return Value::Bool(true);
      case 'F':
        return Value::Bool(false);
      case 'i':
        return ReadInt();
      case 'f': {
        RBENCH_ASSIGN_OR_RETURN(const double value, ReadBits());
        return Value::Float(value);
      }
      case 'c': {
        RBENCH_ASSIGN_OR_RETURN(const double real, ReadBits());
        RBENCH_ASSIGN_OR_RETURN(const double imag, ReadBits());
        return Value::Complex(real, imag);
      }
      case 's': {
        RBENCH_ASSIGN_OR_RETURN(std::string bytes, ReadSized());
        if (!IsValidSurrogateUtf8(bytes)) return Wrong("a text that is not UTF-8");
        return Value::Str(std::move(bytes));
      }
      case 'b': {
        RBENCH_ASSIGN_OR_RETURN(std::string bytes, ReadSized());
        return Value::Bytes(std::move(bytes));
      }
      case 'l':
      case 't':
      case 'S':
      case 'Z':
      case 'd':
        return ReadContainer(mark, depth);
      default:
        --position_;
        return Wrong("an unknown mark");
    }
  }

  Result<Value> ReadInt() {
    const size_t end = text_.find(';', position_);
    // A search to the end of a long text for every integer would not be linear, but without a
    // semicolon the text is refused here.
    if (end == std::string_view::npos) return Wrong("an integer without end");
    const std::string_view text = text_.substr(position_, end - position_);
    const bool negative = text.starts_with('-');
    const std::string_view digits = text.substr(negative ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos ||
        (digits[0] == '0' && text != "0")) {
      return Wrong("an integer that is not canonical");
    }
    if (digits.size() > limits_.max_int_digits) {
      return ResourceExhausted(
          fmt::format("an integer of more than {} digits", limits_.max_int_digits));
    }
    position_ = end + 1;
    return Value::IntFromDigits(std::string(text));
  }

  Result<double> ReadBits() {
    if (text_.size() - position_ < kBitsDigits) return Wrong("a float without end");
    uint64_t bits = 0;
    for (size_t i = 0; i < kBitsDigits; ++i) {
      const char c = text_[position_ + i];
      const bool is_digit = c >= '0' && c <= '9';
      if (!is_digit && !(c >= 'a' && c <= 'f')) return Wrong("a float that is not hexadecimal");
      bits = bits << 4 | static_cast<uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
    }
    position_ += kBitsDigits;
    return std::bit_cast<double>(bits);
  }

  Result<size_t> ReadCount() {
    size_t count = 0;
    const char* const begin = text_.data() + position_;
    const char* const end = text_.data() + text_.size();
    const auto read = std::from_chars(begin, end, count);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != ':' ||
        (*begin == '0' && read.ptr - begin > 1)) {
      return Wrong("a count that is not canonical");
    }
    position_ += static_cast<size_t>(read.ptr - begin) + 1;
    return count;
  }

  Result<std::string> ReadSized() {
    RBENCH_ASSIGN_OR_RETURN(const size_t count, ReadCount());
    if (count > text_.size() - position_) return Wrong("a text that is longer than the rest");
    std::string bytes(text_.substr(position_, count));
    position_ += count;
    return bytes;
  }

  Result<Value> ReadContainer(char mark, int depth) {
    if (depth >= limits_.max_depth) {
      return ResourceExhausted(fmt::format("nested deeper than {} levels", limits_.max_depth));
    }
    RBENCH_ASSIGN_OR_RETURN(const size_t count, ReadCount());
    // Every value takes a byte at least, so a count beyond the rest is a lie. Items are charged
    // when they are announced: nested announcements together take no more memory than the bound.
    const size_t each = mark == 'd' ? 2 : 1;
    if (count > (text_.size() - position_) / each) return Wrong("more items than bytes");
    if (count * each > limits_.max_nodes - nodes_) {
      return ResourceExhausted(fmt::format("more than {} values", limits_.max_nodes));
    }
    nodes_ += count * each;
    std::vector<Value> items;
    items.reserve(count * each);
    for (size_t i = 0; i < count * each; ++i) {
      RBENCH_ASSIGN_OR_RETURN(Value item, ReadValue(depth + 1));
      items.push_back(std::move(item));
    }
    if (mark == 'l') return Value::List(std::move(items));
    if (mark == 't') return Value::Tuple(std::move(items));
    Result<Value> value = mark == 'd'   ? Value::Dict(std::move(items))
                          : mark == 'S' ? Value::Set(std::move(items))
                                        : Value::Frozenset(std::move(items));
    if (!value) return Wrong(value.error().message);
    if (value->size() != count) return Wrong("a member twice");
    return value;
  }

  std::string_view text_;
  const ValueLimits& limits_;
  size_t position_ = 0;
  size_t nodes_ = 1;  // announced: the value itself and all items
};

}  // namespace

std::string EncodeValue(const Value& value) {
  std::string out;
  AppendValue(value, out);
  return out;
}

Result<Value> DecodeValue(std::string_view text, const ValueLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return ResourceExhausted(fmt::format("an encoded value of {} bytes is over the bound of {}",
                                         text.size(), limits.max_bytes));
  }
  return Decoder(text, limits).Decode();
}

}  // namespace rbench
