#include "tasks/code/evalplus.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "tasks/code/surrogate_utf8.h"
#include "tasks/code/value_compare.h"

namespace rbench {
namespace {

struct OracleRow {
  EvalPlusDataset dataset;
  std::string_view entry_point;
  EvalPlusOracle oracle;
};
constexpr OracleRow kOracles[] = {
    {EvalPlusDataset::kHumanEval, "find_zero", EvalPlusOracle::kZeroOfPolynomial},
    {EvalPlusDataset::kMbpp, "are_equivalent", EvalPlusOracle::kAlwaysTrue},
    {EvalPlusDataset::kMbpp, "sum_div", EvalPlusOracle::kZeroToo},
    {EvalPlusDataset::kMbpp, "surface_Area", EvalPlusOracle::kSurfaceArea},
    {EvalPlusDataset::kMbpp, "digit_distance_nums", EvalPlusOracle::kDigitDistance},
    {EvalPlusDataset::kMbpp, "similar_elements", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "find_char_long", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "common_in_nested_lists", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "extract_singly", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "larg_nnum", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "intersection_array", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "find_dissimilar", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "Diff", EvalPlusOracle::kSameSet},
    {EvalPlusDataset::kMbpp, "check_str", EvalPlusOracle::kNotNone},
    {EvalPlusDataset::kMbpp, "text_match_three", EvalPlusOracle::kNotNone},
    {EvalPlusDataset::kMbpp, "text_starta_endb", EvalPlusOracle::kNotNone},
};

constexpr double kRelativeTolerance = 1e-7;
constexpr double kForcedAtol = 1e-6;

// What numpy makes of nested lists: numbers in row-major order.
struct NumberArray {
  std::vector<size_t> shape;
  std::vector<double> real;
  std::vector<double> imag;
};

// The 64-bit integers, signed and unsigned: beyond them numpy keeps Python objects.
bool FitsNumpyInteger(const std::string& digits) {
  constexpr std::string_view kMost = "18446744073709551615";
  constexpr std::string_view kLeast = "9223372036854775808";
  const bool negative = digits[0] == '-';
  const std::string_view magnitude = std::string_view(digits).substr(negative ? 1 : 0);
  const std::string_view bound = negative ? kLeast : kMost;
  return magnitude.size() < bound.size() ||
         (magnitude.size() == bound.size() && magnitude <= bound);
}

bool FillArray(const Value& value, size_t depth, NumberArray& array) {
  if (value.IsNumber()) {
    if (depth != array.shape.size()) return false;  // ragged
    if (value.kind() == ValueKind::kInt && !FitsNumpyInteger(value.digits())) return false;
    const bool complex = value.kind() == ValueKind::kComplex;
    array.real.push_back(complex ? value.real() : NearestDouble(value));
    array.imag.push_back(complex ? value.imag() : 0.0);
    return true;
  }
  if (!value.IsSequence() || depth >= array.shape.size()) return false;
  if (value.size() != array.shape[depth]) return false;
  return std::all_of(value.items().begin(), value.items().end(),
                     [&](const Value& item) { return FillArray(item, depth + 1, array); });
}

std::optional<NumberArray> MakeArray(const Value& value) {
  NumberArray array;
  for (const Value* at = &value; at->IsSequence(); at = &at->items()[0]) {
    array.shape.push_back(at->size());
    if (at->size() == 0) break;
  }
  if (!FillArray(value, 0, array)) return std::nullopt;
  return array;
}

// Steps through an array as if it had the broadcast shape: axes of length 1 do not move.
std::vector<size_t> Strides(const NumberArray& array, const std::vector<size_t>& shape) {
  std::vector<size_t> strides(shape.size(), 0);
  size_t step = 1;
  for (size_t i = 0; i < array.shape.size(); ++i) {
    const size_t length = array.shape[array.shape.size() - 1 - i];
    if (length != 1) strides[shape.size() - 1 - i] = step;
    step *= length;
  }
  return strides;
}

bool Close(const NumberArray& a, size_t i, const NumberArray& b, size_t j, double atol) {
  if (a.real[i] == b.real[j] && a.imag[i] == b.imag[j]) return true;
  const double difference = std::hypot(a.real[i] - b.real[j], a.imag[i] - b.imag[j]);
  const double size = std::hypot(b.real[j], b.imag[j]);
  return std::isfinite(size) && difference <= atol + kRelativeTolerance * size;
}

bool IsFloats(const Value& value) {
  if (value.kind() == ValueKind::kFloat) return true;
  return value.IsSequence() && value.size() > 0 &&
         std::all_of(value.items().begin(), value.items().end(),
                     [](const Value& item) { return item.kind() == ValueKind::kFloat; });
}

// What iterating over a value gives, or nothing where Python raises TypeError.
std::optional<std::vector<Value>> Iterate(const Value& value) {
  if (value.kind() == ValueKind::kStr) {
    std::vector<Value> characters;
    size_t at = 0;
    while (at < value.text().size()) {
      const size_t start = at;
      NextSurrogateCodePoint(value.text(), at);
      characters.push_back(Value::Str(value.text().substr(start, at - start)));
    }
    return characters;
  }
  if (value.kind() == ValueKind::kBytes) {
    std::vector<Value> numbers;
    for (const char c : value.text()) numbers.push_back(Value::Int(static_cast<unsigned char>(c)));
    return numbers;
  }
  if (!value.IsContainer()) return std::nullopt;
  if (value.kind() != ValueKind::kDict) return value.items();
  std::vector<Value> keys;
  for (size_t i = 0; i < value.items().size(); i += 2) keys.push_back(value.items()[i]);
  return keys;
}

bool SameSet(const Value& result, const Value& expected) {
  std::optional<std::vector<Value>> a = Iterate(result);
  std::optional<std::vector<Value>> b = Iterate(expected);
  if (!a || !b) return false;
  const Result<Value> a_set = Value::Set(std::move(*a));
  const Result<Value> b_set = Value::Set(std::move(*b));
  return a_set && b_set && PythonEqual(*a_set, *b_set);
}

bool IsReal(const Value& value) { return value.IsNumber() && value.kind() != ValueKind::kComplex; }

// The surface of a square pyramid whose height is that of the apex over the base.
bool IsSurfaceArea(const std::vector<Value>& arguments, const Value& result, double atol) {
  if (arguments.size() != 2 || !IsReal(arguments[0]) || !IsReal(arguments[1]) || !IsReal(result)) {
    return false;
  }
  const double base = NearestDouble(arguments[0]);
  const double height = NearestDouble(arguments[1]);
  const double slant = std::sqrt(base / 2 * (base / 2) + height * height);
  const double area = std::nearbyint(base * base + 4 * (base * slant) / 2);
  return std::isfinite(area) && std::fabs(NearestDouble(result) - area) <= atol;
}

// The sum of the differences of the digits, the shorter number padded by zeros.
bool IsDigitDistance(const std::vector<Value>& arguments, const Value& result) {
  if (arguments.size() != 2) return false;
  for (const Value& argument : arguments) {
    if (argument.kind() != ValueKind::kInt || argument.digits()[0] == '-') return false;
  }
  const std::string& a = arguments[0].digits();
  const std::string& b = arguments[1].digits();
  int64_t sum = 0;
  for (size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const int x = i < a.size() ? a[a.size() - 1 - i] - '0' : 0;
    const int y = i < b.size() ? b[b.size() - 1 - i] - '0' : 0;
    sum += std::abs(x - y);
  }
  return PythonEqual(result, Value::Int(sum));
}

// |sum of coefficient i times answer^i| <= atol.
bool IsZeroOfPolynomial(const std::vector<Value>& arguments, const Value& result, double atol) {
  if (arguments.size() != 1 || !arguments[0].IsSequence() || !IsReal(result)) return false;
  const double x = NearestDouble(result);
  double sum = 0;
  double power = 1;
  for (const Value& coefficient : arguments[0].items()) {
    if (!IsReal(coefficient)) return false;
    sum += NearestDouble(coefficient) * power;
    power *= x;
  }
  return std::fabs(sum) <= atol;
}

}  // namespace

EvalPlusOracle EvalPlusOracleOf(EvalPlusDataset dataset, std::string_view entry_point) {
  for (const OracleRow& row : kOracles) {
    if (row.dataset == dataset && row.entry_point == entry_point) return row.oracle;
  }
  return EvalPlusOracle::kNone;
}

Value EvalPlusExpectation(EvalPlusOracle oracle, const Value& reference_result) {
  if (oracle == EvalPlusOracle::kNotNone) return Value::Bool(!reference_result.IsNone());
  return reference_result;
}

bool EvalPlusComparer::ExactMatch(const std::vector<Value>& arguments, const Value& result,
                                  const Value& expected) const {
  const bool equal = PythonEqual(result, expected);
  switch (oracle_) {
    case EvalPlusOracle::kAlwaysTrue:
      return true;
    case EvalPlusOracle::kZeroToo:
      return equal || PythonEqual(result, Value::Int(0));
    case EvalPlusOracle::kSurfaceArea:
      return equal || IsSurfaceArea(arguments, result, atol_);
    case EvalPlusOracle::kDigitDistance:
      return equal || IsDigitDistance(arguments, result);
    case EvalPlusOracle::kSameSet:
      return SameSet(result, expected);
    case EvalPlusOracle::kNotNone:
      return result.kind() == ValueKind::kBool
                 ? equal
                 : PythonEqual(expected, Value::Bool(!result.IsNone()));
    case EvalPlusOracle::kNone:
    case EvalPlusOracle::kZeroOfPolynomial:
      return equal;
  }
  return equal;
}

bool EvalPlusComparer::Compare(const std::vector<Value>& arguments, const Value& result,
                               const Value& expected) {
  if (oracle_ == EvalPlusOracle::kZeroOfPolynomial) {
    return IsZeroOfPolynomial(arguments, result, atol_);
  }
  const bool exact = ExactMatch(arguments, result, expected);
  if (atol_ == 0 && IsFloats(expected)) atol_ = kForcedAtol;
  if (exact || atol_ == 0) return exact;
  if (result.kind() != expected.kind()) return false;
  if (expected.IsSequence() && result.size() != expected.size()) return false;
  return NumpyAllClose(result, expected, atol_);
}

bool NumpyAllClose(const Value& a, const Value& b, double atol) {
  const std::optional<NumberArray> x = MakeArray(a);
  const std::optional<NumberArray> y = MakeArray(b);
  if (!x || !y) return false;
  constexpr size_t kMaxPairs = 4'000'000;
  std::vector<size_t> shape(std::max(x->shape.size(), y->shape.size()), 1);
  size_t pairs = 1;
  for (size_t i = 0; i < shape.size(); ++i) {
    const size_t p = i < x->shape.size() ? x->shape[x->shape.size() - 1 - i] : 1;
    const size_t q = i < y->shape.size() ? y->shape[y->shape.size() - 1 - i] : 1;
    if (p != q && p != 1 && q != 1) return false;
    const size_t length = p == 1 ? q : p;
    shape[shape.size() - 1 - i] = length;
    if (length != 0 && pairs > kMaxPairs / length) return false;
    pairs *= length;
  }
  if (pairs == 0) return true;
  const std::vector<size_t> x_strides = Strides(*x, shape);
  const std::vector<size_t> y_strides = Strides(*y, shape);
  std::vector<size_t> index(shape.size(), 0);
  size_t i = 0;
  size_t j = 0;
  for (size_t pair = 0; pair < pairs; ++pair) {
    if (!Close(*x, i, *y, j, atol)) return false;
    for (size_t axis = shape.size(); axis-- > 0;) {
      i += x_strides[axis];
      j += y_strides[axis];
      if (++index[axis] < shape[axis]) break;
      i -= x_strides[axis] * shape[axis];
      j -= y_strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return true;
}

}  // namespace rbench
