#include "tests/tasks/code/random_value.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tasks/code/surrogate_utf8.h"

namespace rbench {
namespace {

size_t Below(std::mt19937_64& random, size_t bound) { return random() % bound; }

std::string RandomText(std::mt19937_64& random) {
  constexpr char32_t kCharacters[] = {'a',    'b',     '\'', '"',  '\\', '\n',  '\r',   '\t',
                                      0x00,   0x1F,    0x7F, 0x80, 0xE9, 0x660, 0xD800, 0xDC00,
                                      0xFFFF, 0x1F600, '{',  '}',  '%',  ' '};
  std::string text;
  for (size_t n = Below(random, 6); n > 0; --n) {
    AppendSurrogateUtf8(kCharacters[Below(random, std::size(kCharacters))], text);
  }
  return text;
}

Value RandomInt(std::mt19937_64& random) {
  constexpr const char* kSpecial[] = {"0",
                                      "1",
                                      "-1",
                                      "2",
                                      "9007199254740992",
                                      "9007199254740993",
                                      "18446744073709551615",
                                      "18446744073709551616",
                                      "-9223372036854775808",
                                      "1000000000000000000000000000000"};
  if (Below(random, 2) == 0) {
    return Value::IntFromDigits(kSpecial[Below(random, std::size(kSpecial))]);
  }
  return Value::Int(static_cast<int64_t>(Below(random, 7)) - 3);
}

double RandomDouble(std::mt19937_64& random) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double special[] = {
      0.0,       -0.0,  1.0,  -1.0,   0.5, 2.0,        9007199254740992.0,
      kInfinity, 1e300, 1e22, 1e-320, 0.1, -kInfinity, std::numeric_limits<double>::quiet_NaN()};
  if (Below(random, 4) != 0) return special[Below(random, std::size(special))];
  return std::ldexp(static_cast<double>(random() >> 11),
                    static_cast<int>(Below(random, 200)) - 150);
}

Value RandomScalar(std::mt19937_64& random) {
  switch (Below(random, 8)) {
    case 0:
      return Value::None();
    case 1:
      return Value::Bool(Below(random, 2) == 0);
    case 2:
    case 3:
      return RandomInt(random);
    case 4:
      return Value::Float(RandomDouble(random));
    case 5:
      return Value::Complex(RandomDouble(random), RandomDouble(random));
    case 6:
      return Value::Bytes(RandomText(random));
    default:
      return Value::Str(RandomText(random));
  }
}

}  // namespace

Value RandomHashable(std::mt19937_64& random, int depth) {
  if (depth == 0 || Below(random, 3) != 0) return RandomScalar(random);
  std::vector<Value> items;
  for (size_t n = Below(random, 4); n > 0; --n) items.push_back(RandomHashable(random, depth - 1));
  if (Below(random, 2) == 0) return Value::Tuple(std::move(items));
  return Value::Frozenset(std::move(items)).value();
}

Value RandomValue(std::mt19937_64& random, int depth) {
  if (depth == 0 || Below(random, 3) == 0) return RandomHashable(random, depth);
  const size_t kind = Below(random, 4);
  std::vector<Value> items;
  for (size_t n = Below(random, 5); n > 0; --n) {
    if (kind == 3) {
      items.push_back(RandomHashable(random, depth - 1));
      items.push_back(RandomValue(random, depth - 1));
    } else {
      items.push_back(kind == 2 ? RandomHashable(random, depth - 1)
                                : RandomValue(random, depth - 1));
    }
  }
  if (kind == 3) return Value::Dict(std::move(items)).value();
  if (kind == 2) return Value::Set(std::move(items)).value();
  return kind == 1 ? Value::Tuple(std::move(items)) : Value::List(std::move(items));
}

Value Disguised(const Value& value, std::mt19937_64& random) {
  const bool change = Below(random, 5) == 0;
  if (value.IsContainer()) {
    std::vector<Value> items;
    const bool hashable = !value.IsSequence();
    for (size_t i = 0; i < value.items().size(); ++i) {
      const bool is_key = value.kind() == ValueKind::kDict && i % 2 == 0;
      // Members keep their kind of container: a disguise must stay hashable.
      const Value& item = value.items()[i];
      items.push_back((hashable && (is_key || value.IsSet()) && item.IsContainer())
                          ? item
                          : Disguised(item, random));
    }
    if (value.IsSequence()) {
      const bool list = (value.kind() == ValueKind::kList) != (change && Below(random, 4) == 0);
      return list ? Value::List(std::move(items)) : Value::Tuple(std::move(items));
    }
    if (value.IsSet()) {
      std::shuffle(items.begin(), items.end(), random);
      const bool frozen = value.kind() == ValueKind::kFrozenset;
      return frozen                            ? Value::Frozenset(std::move(items)).value()
             : change && Below(random, 2) == 0 ? Value::Frozenset(std::move(items)).value()
                                               : Value::Set(std::move(items)).value();
    }
    return Value::Dict(std::move(items)).value();
  }
  if (!change) return value;
  if (value.kind() == ValueKind::kBool) return Value::Int(value.boolean() ? 1 : 0);
  if (value.kind() == ValueKind::kInt) {
    if (value.digits() == "1" && Below(random, 2) == 0) return Value::Bool(true);
    return Value::Float(std::stod(value.digits()));
  }
  if (value.kind() == ValueKind::kFloat) {
    return value.real() == 0 ? Value::Float(-value.real()) : Value::Complex(value.real(), -0.0);
  }
  return Below(random, 3) == 0 ? RandomScalar(random) : value;
}

}  // namespace rbench
