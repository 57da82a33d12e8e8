#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace rbench {

// One question with its reference answer.
struct Problem {
  std::string id;                    // ProblemId(...); exact repeats inside a task get "#2", "#3"
  std::vector<std::string> aliases;  // published ids: "2024-I-1", "test/algebra/1.json"
  std::string question;
  std::vector<std::string> options;  // multiple choice, without their letters, in the order shown
  std::string gold;                  // as published; the checker reads it
  Json extra;                        // level, subject, unit ...: an object, or null
};

// 16 hexadecimal digits of SHA-256 over the normalised question (NFC is not applied; runs of white
// space become one space, ends are trimmed), the options in order and, for code, `discriminator`
// (entry point and tests).
std::string ProblemId(std::string_view question, const std::vector<std::string>& options,
                      std::string_view discriminator = {});

}  // namespace rbench
