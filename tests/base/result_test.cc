#include "base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace rbench {
namespace {

Result<int> Half(int number) {
  if (number % 2 != 0) return InvalidInput("odd");
  return number / 2;
}

Result<int> Quarter(int number) {
  RBENCH_ASSIGN_OR_RETURN(const int half, Half(number));
  RBENCH_ASSIGN_OR_RETURN(const int quarter, Half(half));
  return quarter;
}

Status OnlyEven(int number) {
  RBENCH_RETURN_IF_ERROR(Half(number));
  return {};
}

TEST(Result, CarriesValueOrError) {
  EXPECT_EQ(Quarter(12).value(), 3);
  EXPECT_EQ(Quarter(6).error().message, "odd");
  EXPECT_TRUE(OnlyEven(2).has_value());
  EXPECT_EQ(OnlyEven(3).error().code, ErrorCode::kInvalidInput);
}

TEST(Result, HoldsMoveOnlyValues) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, ContextGoesInFront) {
  const Error error = NotFound("no file").WithContext("loading x").WithContext("task y");
  EXPECT_EQ(error.message, "task y: loading x: no file");
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
}

TEST(ResultDeathTest, ValueOfAnErrorIsABug) {
  const Result<int> result = InvalidInput("bad");
  EXPECT_DEATH((void)result.value(), "check failed: has_value");
}

}  // namespace
}  // namespace rbench
