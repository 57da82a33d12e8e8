#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/checker.h"
#include "tasks/checker_options.h"
#include "tasks/extraction.h"

namespace rbench {

// What a checker says about one answer text.
struct Judgement {
  Outcome outcome = Outcome::kWrong;  // kCorrect, kWrong, kUndecided; kUngraded
  std::string reason;                 // "equal", "rounded", "different", "unparsed", "bound"
};

// A checker that finds the answer in the completion and compares it with the gold.
class ExtractingChecker : public Checker {
 public:
  const std::string& identity() const override { return identity_; }
  // The gold as a bare answer must be judged correct. Kinds with more to ask of a gold override and
  // call this.
  Status ValidateGold(const Problem& problem) const override;
  Verdict Grade(const Problem& problem, const GradeInput& input) const override;

 protected:
  // `version` of the kind's rules; `effective`: every option with its value, defaults included.
  ExtractingChecker(std::string_view kind, int version, const Json& effective,
                    std::vector<ExtractionRule> rules, const ExtractionOptions& extraction = {});

  Extraction Extract(const Problem& problem, const GradeInput& input) const;

  // Whether the text can be read as an answer at all: decides which weak source wins. Linear time.
  virtual bool Reads(const Problem& problem, std::string_view text, GradeMode mode) const = 0;
  virtual Judgement Judge(const Problem& problem, std::string_view answer,
                          GradeMode mode) const = 0;
  // Several boxes that are one answer; only where ExtractionOptions joins them.
  virtual Judgement JudgeParts(const Problem& problem, const std::vector<std::string_view>& parts,
                               GradeMode mode) const;

 private:
  std::string identity_;
  std::vector<ExtractionRule> rules_;
  ExtractionOptions extraction_;
};

// The rows of the checker table. `rules` is never empty.
using CheckerResult = Result<std::unique_ptr<const Checker>>;
CheckerResult MakeExactChecker(const Json& options, std::vector<ExtractionRule> rules);
CheckerResult MakeChoiceChecker(const Json& options, std::vector<ExtractionRule> rules);
CheckerResult MakeIntegerChecker(const Json& options, std::vector<ExtractionRule> rules);
CheckerResult MakeNumberChecker(const Json& options, std::vector<ExtractionRule> rules);
CheckerResult MakeMathChecker(const Json& options, std::vector<ExtractionRule> rules,
                              math::Prover* prover);

}  // namespace rbench
