#pragma once

#include <string_view>

#include "tasks/code/value.h"

// When what a function returned counts as what was expected. All rules are total, take no longer
// than sorting the members of both values, and read bits of doubles only through IEEE arithmetic:
// a verdict is the same on every machine.

namespace rbench {

// Python's a == b: True, 1 and 1.0 are equal, integers and floats are compared exactly, a list is
// never a tuple, a set may equal a frozenset, the order of sets and dicts does not count, NaN
// equals nothing.
bool PythonEqual(const Value& a, const Value& b);

// LiveCodeBench's functional rule: a tuple on top counts as a list, then Python's ==. No tolerance.
bool LiveCodeBenchEqual(const Value& result, const Value& expected);

struct StrictTolerance {
  double absolute = 1e-6;
  double relative = 1e-6;
};

// Our fair rule: Python's ==, but lists and tuples are one kind at every depth; where a float is
// expected any real number within absolute + relative * |expected| will do; an expected NaN is
// equalled by a NaN. Inside sets and as keys of dicts values are compared exactly; values of dicts
// by this rule.
bool StrictEqual(const Value& result, const Value& expected, const StrictTolerance& tolerance = {});

// A rule by name: "python", "livecodebench", "strict". EvalPlus's rule has a memory and is a class
// of its own (evalplus.h).
using ValueRule = bool (*)(const Value& result, const Value& expected);
Result<ValueRule> FindValueRule(std::string_view name);

// The double nearest to an int, bool or float; infinite where an int is too large.
double NearestDouble(const Value& real_number);

}  // namespace rbench
