#include "sandbox/machine_speed.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

TEST(MachineSpeed, FactorsAreStepsOfTheRootOfTwo) {
  const double root = std::sqrt(2.0);
  const struct {
    double ratio;
    double factor;
  } cases[] = {
      {1, 1},   {0.86, 1},        {1.18, 1},         {1.2, root}, {1.6, root},
      {1.7, 2}, {0.83, 1 / root}, {0.1, 0.5},        {3.9, 4},    {100, 4},
      {0, 1},   {-1, 1},          {std::nan(""), 1},
  };
  for (const auto& one : cases)
    EXPECT_NEAR(SnappedTimeFactor(one.ratio), one.factor, 1e-12) << one.ratio;
}

TEST(MachineSpeed, IsMeasuredOncePerMachine) {
  TempFolder temp;
  const std::string folder = temp.path() + "/made";
  const std::string path = folder + "/machine_speed.json";
  const MachineSpeed measured = KnownMachineSpeed(folder);
  EXPECT_GT(measured.kernel_s, 0);
  EXPECT_GE(measured.time_factor, 0.5);
  EXPECT_LE(measured.time_factor, 4);
  const auto kept = ReadFile(path);
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(KnownMachineSpeed(folder).kernel_s, measured.kernel_s);

  // Of another processor, or broken: measured again, and kept.
  for (const char* other : {R"({"kernel": 1, "cpu": "another", "kernel_s": 123})", "{", "[]",
                            R"({"kernel": 1, "cpu": 7, "kernel_s": "x"})"}) {
    ASSERT_TRUE(WriteFileAtomic(path, other));
    const MachineSpeed again = KnownMachineSpeed(folder);
    EXPECT_LT(again.kernel_s, 10) << other;
    EXPECT_EQ(KnownMachineSpeed(folder).kernel_s, again.kernel_s) << other;
  }
}

TEST(MachineSpeed, NeedsNoFolder) {
  EXPECT_GT(KnownMachineSpeed("").kernel_s, 0);
  EXPECT_GT(KnownMachineSpeed("/proc/nothing/here").kernel_s, 0);
}

}  // namespace
}  // namespace rbench
