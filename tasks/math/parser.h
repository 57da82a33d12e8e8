#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tasks/math/syntax.h"

// Reads one answer as models and data sets write it: LaTeX, plain ASCII and Unicode mathematics,
// mixed. The whole text is one answer or it is none: no part of a text that fails is ever used.
//
// Functions (kCall): sqrt (1 argument) and root (argument, index); exp, ln, log (argument, or
// argument and base), log10, log2 is log with base 2; sin cos tan cot sec csc, their inverses asin
// acos atan acot asec acsc (\arcsin, \sin^{-1}), sinh cosh tanh, asinh acosh atanh; abs, floor,
// ceil, round, sgn; gcd, lcm, min, max, mod (a, b), binom (n, k), perm (n, k), conj, re, im, arg,
// det, phi-like names that nobody knows stay symbols in a product.
//
// No regular expressions, no recursion beyond kMaxDepth, linear time in the text.

namespace rbench::math {

enum class ParseStatus {
  kParsed,
  kUnparsed,  // not an answer
  kTooLarge,  // longer, deeper or of more nodes or digits than the caps of syntax.h
};

struct ParseResult {
  ParseStatus status = ParseStatus::kUnparsed;
  SyntaxTree tree;      // kParsed only
  size_t position = 0;  // byte where it failed
  std::string message;  // "unexpected \"}\"", for people
};

ParseResult ParseAnswer(std::string_view text);

}  // namespace rbench::math
