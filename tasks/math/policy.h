#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace rbench::math {

// What is decided where mathematics alone does not. The effective values are part of the grader's
// identity. `strict` in a comment means grading as a reward; bare answers follow strict.
struct Policy {
  // Numbers.
  bool approx_ok = false;        // exact gold: an answer of >= 3 significant digits that equals the
                                 // gold rounded is right
  bool decimal_gold_rounds = true;  // a gold with d decimals is met by what rounds to it
  std::string tolerance;         // absolute, a decimal ("1e-2"); empty = none
  std::string relative_tolerance;  // of |gold|; empty = none
  bool decimal_comma = false;    // 2,74 is 2.74 too; lenient: true
  bool bare_percent = true;      // gold 50%: answer 50 is right too
  bool percent_stated = false;   // gold 50: answer 50% is right too, since the question asks for percent
  // Units: "match" = may be left out, must agree where both have one; "ignore" = dropped.
  std::string units = "match";
  bool base_stated = false;      // plain digits are right for a gold in a base: the question says so
  // Kinds.
  bool names_optional = true;    // x = 5 for 5 and back
  bool set_for_tuple = false;    // {1,2} for (1,2)
  bool interval_for_inequality = false;  // both ways; lenient: true
  bool unevaluated_ok = false;   // sums, products, integrals, limits, determinants and expressions
                                 // much larger than a literal gold; lenient: true
  bool list_order = false;       // lists without brackets must keep the gold's order
  // Proofs.
  bool sampling_ok = true;       // equality by sampling counts
  // Form asked for: "any", "reduced" (fractions in lowest terms), "factored", "expanded".
  std::string form = "any";

  bool operator==(const Policy&) const = default;
};

// Defaults of the grading modes: strict (and bare), lenient.
Policy StrictPolicy();
Policy LenientPolicy();

// `base` with the switches of `json` (an object) changed; unknown names and wrong types are errors
// that name the nearest.
Result<Policy> PolicyFromJson(const Json& json, Policy base);
// Every switch with its value, sorted by name.
Json PolicyToJson(const Policy& policy);

// Raised whenever any verdict may change.
inline constexpr int kGraderVersion = 1;

}  // namespace rbench::math
