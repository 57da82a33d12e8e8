#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace rbench {

enum class ValueKind {
  kNone,
  kBool,
  kInt,
  kFloat,
  kComplex,
  kStr,
  kBytes,
  kList,
  kTuple,
  kSet,
  kFrozenset,
  kDict,
};

const char* ValueKindName(ValueKind kind);  // as Python's type(x).__name__: "NoneType", "int", ...

// What readers of values accept; each bound is checked before memory is taken.
struct ValueLimits {
  int max_depth = 100;                   // nested containers
  size_t max_nodes = 1'000'000;          // values, containers included
  size_t max_bytes = size_t{256} << 20;  // of the text that is read
  size_t max_int_digits = 50'000;  // decimal digits of one integer (LiveCodeBench's own bound)
};

// One plain Python value: what a function under test takes and returns. The set is closed, so that
// comparing two of them never runs anybody's code. A value type; copies are deep.
//
// Text of kStr is UTF-8 in which a lone surrogate may stand as its three bytes (Python's
// "surrogatepass"). Integers are decimal digits of any length. Sets and dicts keep the order in
// which they were built, have unique members by Python's equality (1, 1.0 and True are one key) and
// only hashable ones.
class Value {
 public:
  Value() = default;  // None
  static Value None() { return Value(); }
  static Value Bool(bool value);
  static Value Int(int64_t value);
  // Canonical decimal text: "0" or digits that do not begin with 0, with "-" before them.
  static Value IntFromDigits(std::string digits);
  static Value Float(double value);
  static Value Complex(double real, double imag);
  static Value Str(std::string text);
  static Value Bytes(std::string bytes);
  static Value List(std::vector<Value> items);
  static Value Tuple(std::vector<Value> items);
  // Repeated members count once: of a set the first stays; of a dict the first key with the last
  // value. An error where a member or key is not hashable.
  static Result<Value> Set(std::vector<Value> items);
  static Result<Value> Frozenset(std::vector<Value> items);
  // Keys and values in turn.
  static Result<Value> Dict(std::vector<Value> keys_and_values);

  ValueKind kind() const { return kind_; }
  bool IsNone() const { return kind_ == ValueKind::kNone; }
  bool IsNumber() const;  // bool, int, float or complex
  bool IsSequence() const { return kind_ == ValueKind::kList || kind_ == ValueKind::kTuple; }
  bool IsSet() const { return kind_ == ValueKind::kSet || kind_ == ValueKind::kFrozenset; }
  bool IsContainer() const { return kind_ >= ValueKind::kList; }

  // Each is only for its kind; anything else is a bug.
  bool boolean() const;
  const std::string& digits() const;  // of an int
  double real() const;                // of a float or complex
  double imag() const;
  const std::string& text() const;          // of a str or bytes
  const std::vector<Value>& items() const;  // of a container; a dict's keys and values in turn
  std::optional<int64_t> AsInt64() const;   // of an int, where it fits
  // Entries of a dict, else the number of items.
  size_t size() const;
  // The value of a text key of a dict, or null.
  const Value* Find(std::string_view key) const;

  // Same kind, same content in the same order, floats by their bits: not Python's equality, which
  // is value_compare.h's.
  bool Identical(const Value& other) const;

 private:
  ValueKind kind_ = ValueKind::kNone;
  std::variant<std::monostate, bool, std::pair<double, double>, std::string, std::vector<Value>>
      data_;
};

// Values in this one, itself included; and how deeply containers nest (0 for a scalar).
size_t CountNodes(const Value& value);
int DepthOf(const Value& value);

// Whether Python's bool(value) is true.
bool IsTruthy(const Value& value);

// Digits of an integer without leading zeros and without "-0": "-007" -> "-7".
std::string CanonicalDigits(bool negative, std::string_view digits);

}  // namespace rbench
