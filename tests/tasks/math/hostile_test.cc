#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tasks/checker.h"
#include "tests/support/check_worker.h"
#include "tests/support/process_usage.h"
#include "tests/tasks/math/hostile_inputs.h"

// Every hostile input ends in a verdict that may stand, twice the same, within bounds. The bounds
// here hold under sanitizers too; tests/perf/math_hostile_perf.cc holds the real ones.

namespace rbench {
namespace {

constexpr double kCpuSeconds = 4;

// What a failure prints stays short.
std::string Shown(std::string_view text) {
  return text.size() <= 200 ? std::string(text) : std::string(text.substr(0, 200)) + "...";
}

TEST(HostileInputs, EndInBoundsWithAVerdictThatMayStand) {
  math::CheckWorkers& workers = TestCheckWorkers();
  const auto started = workers.Start(1);
  ASSERT_TRUE(started) << started.error().message;
  const auto checker = MakeChecker({"math", Json::object(), {}}, {&workers});
  ASSERT_TRUE(checker) << checker.error().message;
  int64_t children = ChildrenCpuNs();
  for (const HostileInput& input : HostileInputs()) {
    SCOPED_TRACE(input.name);
    Problem problem;
    problem.gold = input.gold;
    const GradeInput grade{input.completion, false, input.mode};
    const int64_t begin = ThreadCpuNs();
    const Verdict verdict = (*checker)->Grade(problem, grade);
    const int64_t own = ThreadCpuNs() - begin;
    const int64_t children_before = children;
    children = ChildrenCpuNs();
    EXPECT_LT(static_cast<double>(own + children - children_before) / 1e9, kCpuSeconds);
    EXPECT_NE(verdict.outcome, Outcome::kUngraded);
    EXPECT_EQ(verdict.score, verdict.outcome == Outcome::kCorrect ? 1 : 0);
    EXPECT_FALSE(verdict.reason.empty());
    if (input.truth == HostileInput::Truth::kDifferent) {
      EXPECT_NE(verdict.outcome, Outcome::kCorrect)
          << verdict.reason << "; gold " << Shown(input.gold) << "; answer "
          << Shown(verdict.extracted);
    }
    if (input.truth == HostileInput::Truth::kEqual) {
      EXPECT_TRUE(verdict.outcome == Outcome::kCorrect || verdict.outcome == Outcome::kUndecided)
          << OutcomeName(verdict.outcome) << " " << verdict.reason << "; gold "
          << Shown(input.gold) << "; answer " << Shown(verdict.extracted);
    }
    const Verdict again = (*checker)->Grade(problem, grade);
    EXPECT_EQ(DumpJson(VerdictToJson(verdict)), DumpJson(VerdictToJson(again)));
    children = ChildrenCpuNs();
  }
  EXPECT_EQ(workers.counts().backstops, 0);
}

// A list that shrinks would make every bound easy to hold.
TEST(HostileInputs, AreManyAndNamedOnce) {
  std::set<std::string> names;
  size_t equal = 0;
  for (const HostileInput& input : HostileInputs()) {
    EXPECT_TRUE(names.insert(input.name).second) << input.name;
    equal += input.truth == HostileInput::Truth::kEqual;
  }
  EXPECT_GE(names.size(), size_t{300});
  EXPECT_GE(equal, size_t{25});
}

}  // namespace
}  // namespace rbench
