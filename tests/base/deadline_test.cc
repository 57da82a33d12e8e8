#include "base/deadline.h"

#include <thread>

#include <gtest/gtest.h>

namespace rbench {
namespace {

using std::chrono::milliseconds;

TEST(Deadline, NeverByDefault) {
  EXPECT_FALSE(Deadline().Expired());
  EXPECT_GT(Deadline().Remaining(), std::chrono::hours(24 * 365));
  EXPECT_FALSE(Deadline::After(milliseconds::max()).Expired());
}

TEST(Deadline, PassesAndStaysPassed) {
  EXPECT_TRUE(Deadline::After(milliseconds(0)).Expired());
  EXPECT_TRUE(Deadline::After(milliseconds(-5)).Expired());
  EXPECT_TRUE(Deadline::After(milliseconds::min()).Expired());
  EXPECT_EQ(Deadline::After(milliseconds(-5)).Remaining(), milliseconds(0));
  const Deadline far = Deadline::After(std::chrono::hours(1));
  EXPECT_FALSE(far.Expired());
  EXPECT_LE(far.Remaining(), std::chrono::hours(1));
  EXPECT_GT(far.Remaining(), std::chrono::minutes(59));
  const Deadline soon = Deadline::After(milliseconds(3));
  std::this_thread::sleep_for(soon.Remaining());
  EXPECT_TRUE(soon.Expired());
}

}  // namespace
}  // namespace rbench
