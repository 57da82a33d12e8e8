#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/code/python_literal.h"
#include "tasks/code/value.h"

// Turns published assert statements into a call and an expectation, where both are literal: then
// the call runs in the sandbox and the comparison outside, and no program can cheat it. Everything
// else must run beside the program and is only as good as that.

namespace rbench {

enum class AssertRelation {
  kEqual,   // result == expected
  kIs,      // result is expected, which is None, True or False
  kTruthy,  // bool(result)
  kFalsy,   // not result
};

const char* AssertRelationName(AssertRelation relation);  // "equal", "is", "truthy", "falsy"

struct AssertCall {
  std::string callee;  // as written: "candidate", "my_solution.minimumPushes"
  CallArguments arguments;
  AssertRelation relation = AssertRelation::kEqual;
  Value expected;  // None where the relation needs none
};

// `assert [not] callee(arguments) [== literal | is None|True|False] [, message]`, with parentheses
// around the call or the whole condition where one likes. The error says why it is anything else.
Result<AssertCall> ParseAssert(std::string_view statement, const LiteralOptions& options = {});

// A whole test source in HumanEval's and LeetCodeDataset's layout: `def check(candidate):` with
// assert statements on literals only (`assert True`, `pass` and texts say nothing and are passed
// over). Beside it may stand imports, functions, classes and assignments. The calls in order, at
// least one; an error where one statement of the function is anything else.
Result<std::vector<AssertCall>> ParseCheckFunction(std::string_view source,
                                                   const LiteralOptions& options = {});

// A script in DeepSeek's layout: `object = Class()`, `name = literal` and asserts on
// `object.method(**name)`. The calls in order, at least one; an error where one statement is
// anything else.
Result<std::vector<AssertCall>> ParseAssertScript(std::string_view source,
                                                  const LiteralOptions& options = {});

// Whether a function's result keeps the assertion.
bool RelationHolds(AssertRelation relation, const Value& result, const Value& expected);

}  // namespace rbench
