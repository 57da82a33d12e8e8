#pragma once

#include <string>
#include <string_view>

#include "tasks/code/value.h"

// The text in which the runner inside the sandbox hands out what a function returned, and takes
// arguments. One value:
//
//   N  T  F                      None, True, False
//   i<decimal>;                  int: optional "-", no leading zeros, no "-0"
//   f<16 hex digits>             float: the bits of the IEEE 754 double, most significant first
//   c<16 hex><16 hex>            complex: real part, imaginary part
//   s<byte count>:<bytes>        str: UTF-8, lone surrogates as their three bytes
//   b<byte count>:<bytes>        bytes
//   l<count>: t<count>:          list, tuple: then the items
//   S<count>: Z<count>:          set, frozenset: then the members
//   d<count>:                    dict: then key and value in turn, count times
//
// Counts are decimal without leading zeros; hexadecimal digits are lower case. Nothing follows the
// value.

namespace rbench {

std::string EncodeValue(const Value& value);

// The text may come from a program under test: anything that EncodeValue would not have written for
// some value is an error (also members that repeat or are not hashable), and the limits hold.
// Linear, but for the sorting of the members of sets and dicts.
Result<Value> DecodeValue(std::string_view text, const ValueLimits& limits = {});

}  // namespace rbench
