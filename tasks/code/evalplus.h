#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/code/value.h"

// EvalPlus's comparison (evalplus/eval/__init__.py at 26d6d00): exact ==; where that fails and the
// task has a tolerance, the same type and length and numpy.allclose with rtol 1e-7. A task without
// tolerance gets atol 1e-6 with the first expectation that is all floats, and keeps it for the
// inputs after it. Some tasks have an oracle of their own.

namespace rbench {

enum class EvalPlusDataset { kHumanEval, kMbpp };

enum class EvalPlusOracle {
  kNone,
  kAlwaysTrue,     // MBPP are_equivalent: every answer is right
  kZeroToo,        // MBPP sum_div: 0 is right too
  kSurfaceArea,    // MBPP surface_Area: the other reading of "height" is right too
  kDigitDistance,  // MBPP digit_distance_nums: with the shorter number padded by zeros is right too
  kSameSet,        // MBPP, 8 tasks: the answers as sets
  kNotNone,        // MBPP, 3 tasks: the expectation is whether the reference gave anything
  kZeroOfPolynomial,  // HumanEval find_zero: |p(answer)| <= atol
};

EvalPlusOracle EvalPlusOracleOf(EvalPlusDataset dataset, std::string_view entry_point);

// What a task expects for an input, given what its reference solution returned for it.
Value EvalPlusExpectation(EvalPlusOracle oracle, const Value& reference_result);

// Judges the results of one run of one task, in the order of its inputs. Not thread-safe.
class EvalPlusComparer {
 public:
  EvalPlusComparer(EvalPlusOracle oracle, double atol) : oracle_(oracle), atol_(atol) {}

  // `arguments` are those of the call, `expected` is from EvalPlusExpectation. What would raise an
  // exception upstream is wrong.
  bool Compare(const std::vector<Value>& arguments, const Value& result, const Value& expected);

  // The tolerance now in effect.
  double atol() const { return atol_; }

 private:
  bool ExactMatch(const std::vector<Value>& arguments, const Value& result,
                  const Value& expected) const;

  EvalPlusOracle oracle_;
  double atol_;
};

// numpy.allclose(a, b, rtol=1e-7, atol): both as arrays of bool, int, float or complex, shapes
// broadcast. False where numpy would raise: texts, None, sets, dicts, ragged lists, integers beyond
// 64 bits, shapes that do not fit; also where more than 4 million pairs would have to be compared.
bool NumpyAllClose(const Value& a, const Value& b, double atol);

}  // namespace rbench
