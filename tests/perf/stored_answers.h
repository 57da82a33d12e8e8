#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

// Published golds and answers that the benches grade: the cases of a peer's own test-suite, and
// stored outputs of models (folders checker_vectors and model_outputs_math of the test data).

namespace rbench {

struct StoredAnswer {
  std::string id;
  std::string gold;
  std::string answer;            // the whole completion
  std::optional<bool> expected;  // the published verdict, where there is one
  bool json = false;             // the completion is a JSON object with a key "answer"
  Json config;                   // of a peer's case; null for model outputs
};

// The cases of math_verify_cases.jsonl that compare mathematics (those that extract a letter of a
// multiple-choice question are another checker's).
Result<std::vector<StoredAnswer>> MathVerifyCases(const std::string& data);

// Every stored response, in the order of file names and rows.
Result<std::vector<StoredAnswer>> MathModelOutputs(const std::string& data);

}  // namespace rbench
