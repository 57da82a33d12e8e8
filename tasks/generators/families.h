#pragma once

#include <vector>

#include "tasks/generators/suite.h"

// The families of each suite, by field. A question is drawn again until its answer has the wanted
// range; every loop that draws ends because most draws qualify (the tests draw thousands).

namespace rbench {

const std::vector<ProblemFamily>& ArithFamilies();
const std::vector<ProblemFamily>& AimeStyleFamilies();
const std::vector<ProblemFamily>& MathStyleFamilies();

std::vector<ProblemFamily> NumberTheoryFamilies();
std::vector<ProblemFamily> CountingFamilies();
std::vector<ProblemFamily> GeometryFamilies();
std::vector<ProblemFamily> SequenceFamilies();
std::vector<ProblemFamily> ProbabilityFamilies();

// The subjects of MATH; their golds are LaTeX of many types.
std::vector<ProblemFamily> MathPrealgebraFamilies();
std::vector<ProblemFamily> MathAlgebraFamilies();
std::vector<ProblemFamily> MathNumberTheoryFamilies();
std::vector<ProblemFamily> MathCountingProbabilityFamilies();
std::vector<ProblemFamily> MathGeometryFamilies();
std::vector<ProblemFamily> MathIntermediateAlgebraFamilies();
std::vector<ProblemFamily> MathPrecalculusFamilies();
std::vector<ProblemFamily> MathTrigonometryFamilies();  // the part of Precalculus with angles

// The range of an AIME answer.
constexpr int64_t kMaxAimeAnswer = 999;

}  // namespace rbench
