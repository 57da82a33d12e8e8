#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "tasks/code/python_literal.h"
#include "tasks/code/python_repr.h"
#include "tasks/code/value.h"
#include "tasks/code/value_compare.h"
#include "tasks/code/value_encoding.h"
#include "tasks/code/value_json.h"

// Input: a byte that chooses the notation, then one value in it. Properties: reading is total and
// keeps the limits; a value comes back from its encoding and from its Python source; the encoding
// is canonical; comparisons are symmetric, and a value without NaN equals itself.

namespace {

using namespace rbench;

void CheckValue(const Value& value, const ValueLimits& limits) {
  RBENCH_CHECK(CountNodes(value) <= limits.max_nodes);
  RBENCH_CHECK(DepthOf(value) <= limits.max_depth);
  const std::string encoded = EncodeValue(value);
  const Result<Value> decoded = DecodeValue(encoded);
  RBENCH_CHECK(decoded && decoded->Identical(value));
  const std::string source = PythonRepr(value);
  const Result<Value> reread = ReadPythonLiteral(source);
  RBENCH_CHECK(reread);
  const bool has_nan = source.find("nan") != std::string::npos;
  RBENCH_CHECK(has_nan || reread->Identical(value));
  RBENCH_CHECK(has_nan || (PythonEqual(value, *decoded) && StrictEqual(value, *decoded)));
  IsTruthy(value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  ValueLimits limits;
  limits.max_depth = 20;
  limits.max_nodes = 10'000;
  limits.max_int_digits = 5'000;
  LiteralOptions options;
  options.limits = limits;
  switch (data[0] % 4) {
    case 0: {
      const Result<Value> value = DecodeValue(text, limits);
      if (!value) return 0;
      RBENCH_CHECK(EncodeValue(*value) == text);
      CheckValue(*value, limits);
      return 0;
    }
    case 1: {
      const Result<Value> value = ReadJsonValue(text, limits);
      if (value) CheckValue(*value, limits);
      return 0;
    }
    case 2: {
      const Result<Value> value = ReadPythonLiteral(text, options);
      if (value) CheckValue(*value, limits);
      return 0;
    }
    default: {
      // Two values, the second behind a zero byte.
      const size_t middle = text.find('\0');
      if (middle == std::string_view::npos) return 0;
      const Result<Value> a = ReadPythonLiteral(text.substr(0, middle), options);
      const Result<Value> b = ReadPythonLiteral(text.substr(middle + 1), options);
      if (!a || !b) return 0;
      RBENCH_CHECK(PythonEqual(*a, *b) == PythonEqual(*b, *a));
      // What Python calls equal, every other rule does.
      if (PythonEqual(*a, *b)) {
        RBENCH_CHECK(StrictEqual(*a, *b));
        RBENCH_CHECK(a->kind() == ValueKind::kTuple || LiveCodeBenchEqual(*a, *b));
      }
      return 0;
    }
  }
}
