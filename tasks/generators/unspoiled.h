#pragma once

#include <string>

#include "tasks/generators/suite.h"

namespace rbench {

// Draws again while the question holds the text of its own gold. A gold of a few characters may be
// one of the question's numbers by chance and tells nothing.
template <GeneratedProblem (*Make)(PhiloxStream&, int)>
GeneratedProblem Unspoiled(PhiloxStream& stream, int level) {
  constexpr size_t kTelling = 5;
  while (true) {
    GeneratedProblem problem = Make(stream, level);
    if (problem.gold.size() < kTelling ||
        problem.question.find(problem.gold) == std::string::npos) {
      return problem;
    }
  }
}

}  // namespace rbench
