#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// Whether the gold of a generated problem is right, found another way than the family's: by
// putting it into the conditions of the question, by enumeration, or by numerical calculation.

namespace rbench {

struct DrawnProblem {
  int level;
  const std::vector<int64_t>& p;  // the parameters, as the family describes them
  const std::string& gold;
  const std::string& question;
};

using GoldCheck = bool (*)(const DrawnProblem& problem);
using GoldChecks = std::map<std::string_view, GoldCheck>;  // by family

// Whether the question states the parameters that the check of its gold starts from.
bool StatesItsParameters(std::string_view family, const DrawnProblem& problem);

GoldChecks PrealgebraChecks();
GoldChecks AlgebraChecks();
GoldChecks NumberTheoryChecks();
GoldChecks CountingProbabilityChecks();
GoldChecks GeometryChecks();
GoldChecks IntermediateAlgebraChecks();
GoldChecks PrecalculusChecks();

}  // namespace rbench
