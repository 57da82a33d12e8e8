#pragma once

#include <string_view>
#include <vector>

#include "tasks/extraction.h"

// Extraction as plainly as it can be written: a byte at a time, each rule by itself. What the fast
// one must agree with; without the rule json_answer.

namespace rbench::reference {

Extraction ExtractAnswer(std::string_view completion, bool prompt_opens_think, GradeMode mode,
                         const std::vector<ExtractionRule>& rules, const ReadsAsAnswer& reads,
                         const ExtractionOptions& options = {});

}  // namespace rbench::reference
