#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tasks/generators/families.h"
#include "tasks/math/prover.h"
#include "tasks/task.h"
#include "tests/tasks/generators/gold_value.h"
#include "tests/tasks/generators/math_checks.h"

// The checker and the independent checks on the same problems of the suite math_style.

namespace rbench {
namespace {

constexpr uint64_t kSeed = 20270214;
constexpr int kLevels = 5;
constexpr GradeMode kModes[] = {GradeMode::kStrict, GradeMode::kLenient, GradeMode::kBare};

GeneratedProblem Draw(const ProblemFamily& family, int level, int index) {
  PhiloxStream stream(PhiloxKeyFor(kSeed, std::string("grading/") + family.name),
                      static_cast<uint32_t>(index * kLevels + level));
  return family.make(stream, level);
}

class MathStyleGradingTest : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = LoadTask("math_style", Search());
    ASSERT_TRUE(loaded) << loaded.error().message;
    task_ = std::make_unique<Task>(std::move(*loaded));
  }

  TaskSearch Search() {
    TaskSearch search;
    search.tools.prover = &prover_;
    return search;
  }

  Verdict Grade(const std::string& question, const std::string& gold, const std::string& answer,
                GradeMode mode) const {
    Problem problem;
    problem.question = question;
    problem.gold = gold;
    const std::string text =
        mode == GradeMode::kBare ? answer : "The answer is $\\boxed{" + answer + "}$.";
    return task_->checker->Grade(problem, {text, false, mode});
  }

  // No formula of the question, put as the answer, is right.
  void ExpectNoEcho(const std::string& question, const std::string& gold) const {
    for (const std::string& formula : FormulasOf(question)) {
      for (const GradeMode mode : kModes) {
        // A number of the question may be the answer by chance, and tells nothing.
        if (formula == gold && gold.size() < 5) continue;
        EXPECT_NE(Grade(question, gold, formula, mode).outcome, Outcome::kCorrect)
            << GradeModeName(mode) << ": " << formula << "\n"
            << question << "\n"
            << gold;
      }
    }
  }

  math::DirectProver prover_;
  std::unique_ptr<const Task> task_;
};

TEST_F(MathStyleGradingTest, EveryGoldOfTheReleaseIsRightInEveryMode) {
  for (const Problem& problem : task_->problems) {
    for (const GradeMode mode : kModes) {
      const Verdict verdict = Grade(problem.question, problem.gold, problem.gold, mode);
      EXPECT_EQ(verdict.outcome, Outcome::kCorrect)
          << GradeModeName(mode) << ": " << verdict.reason << "\n"
          << problem.question << "\n"
          << problem.gold;
    }
  }
}

TEST_F(MathStyleGradingTest, NoFormulaOfAQuestionIsItsAnswer) {
  for (const Problem& problem : task_->problems) {
    ExpectNoEcho(problem.question, problem.gold);
  }
  for (const ProblemFamily& family : MathStyleFamilies()) {
    for (int level = 1; level <= kLevels; ++level) {
      SCOPED_TRACE(std::string(family.name) + " level " + std::to_string(level));
      for (int index = 0; index < 20; ++index) {
        const GeneratedProblem problem = Draw(family, level, index);
        ExpectNoEcho(problem.question, problem.gold);
      }
    }
  }
}

// The gold of another draw is right for the checker where it passes the independent check, else
// wrong, never undecided.
TEST_F(MathStyleGradingTest, TheCheckerAndTheIndependentChecksAgreeOnOtherGolds) {
  GoldChecks checks;
  for (auto* subject :
       {&PrealgebraChecks, &AlgebraChecks, &NumberTheoryChecks, &CountingProbabilityChecks,
        &GeometryChecks, &IntermediateAlgebraChecks, &PrecalculusChecks}) {
    checks.merge(subject());
  }
  for (const ProblemFamily& family : MathStyleFamilies()) {
    for (int level = 1; level <= kLevels; ++level) {
      for (int index = 0; index < 30; ++index) {
        const GeneratedProblem problem = Draw(family, level, index);
        const GeneratedProblem other = Draw(family, level, index + 30);
        const bool holds =
            checks.at(family.name)({level, problem.parameters, other.gold, problem.question});
        const Verdict verdict =
            Grade(problem.question, problem.gold, other.gold, GradeMode::kStrict);
        EXPECT_EQ(verdict.outcome, holds ? Outcome::kCorrect : Outcome::kWrong)
            << family.name << " level " << level << " seed " << kSeed << " draw " << index << ": "
            << verdict.reason << "\n"
            << problem.question << "\n"
            << problem.gold << "\n"
            << other.gold;
      }
    }
  }
}

TEST_F(MathStyleGradingTest, TheTaskHasASubsetForEveryLevelAndSubject) {
  EXPECT_EQ(task_->problems.size(), 1000u);
  EXPECT_TRUE(task_->warnings.empty()) << task_->warnings.front();
  size_t levels = 0, subjects = 0;
  for (int level = 1; level <= kLevels; ++level) {
    const auto part = LoadTask("math_style:level_" + std::to_string(level), Search());
    ASSERT_TRUE(part) << part.error().message;
    EXPECT_GE(part->problems.size(), 160u);
    levels += part->problems.size();
  }
  for (const char* subject : {"prealgebra", "algebra", "number_theory", "counting_and_probability",
                              "geometry", "intermediate_algebra", "precalculus"}) {
    const auto part = LoadTask(std::string("math_style:") + subject, Search());
    ASSERT_TRUE(part) << part.error().message;
    EXPECT_GE(part->problems.size(), 130u);
    subjects += part->problems.size();
  }
  EXPECT_EQ(levels, 1000u);
  EXPECT_EQ(subjects, 1000u);
}

}  // namespace
}  // namespace rbench
