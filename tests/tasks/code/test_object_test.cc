#include "tasks/code/test_object.h"

#include <gtest/gtest.h>

namespace rbench {
namespace {

TEST(TestObject, Programs) {
  const auto problem = ReadTestObject(
      R"({"inputs": ["1\n", "2\n"], "outputs": ["1", "4"], "fn_name": null, "time_limit_s": 2.5})");
  ASSERT_TRUE(problem) << problem.error().message;
  ASSERT_EQ(problem->tests.size(), 2u);
  EXPECT_EQ(problem->tests[1].kind, CodeTestKind::kStdin);
  EXPECT_EQ(problem->tests[1].input, "2\n");
  EXPECT_EQ(problem->tests[1].expected_text, "4");
  EXPECT_EQ(problem->entry_point, "");
  EXPECT_EQ(problem->time_limit_s, 2.5);
  EXPECT_EQ(problem->memory_limit_mb, std::nullopt);
}

TEST(TestObject, FunctionsWithIntegersOfAnySize) {
  const auto problem = ReadTestObject(
      "{\n\"fn_name\": \"next\",\n\"inputs\": [[123456789012345678901234567890]],\n"
      "\"outputs\": [[123456789012345678901234567891]]\n}");
  ASSERT_TRUE(problem) << problem.error().message;
  ASSERT_EQ(problem->tests.size(), 1u);
  EXPECT_EQ(problem->entry_point, "next");
  EXPECT_EQ(problem->tests[0].arguments.positional[0].digits(), "123456789012345678901234567890");
  EXPECT_EQ(problem->tests[0].expected->digits(), "123456789012345678901234567891");
}

TEST(TestObject, RowsOfALayout) {
  const auto problem = ReadTestObject(
      R"({"layout": "mbpp", "task_id": 7, "text": "Add.", "code": "def add(a, b): return a + b",)"
      R"( "test_setup_code": "", "test_list": ["assert add(1, 2) == 3"], "challenge_test_list": []})");
  ASSERT_TRUE(problem) << problem.error().message;
  EXPECT_EQ(problem->entry_point, "add");
  ASSERT_EQ(problem->tests.size(), 1u);
  EXPECT_EQ(problem->tests[0].kind, CodeTestKind::kCall);
}

TEST(TestObject, WhatIsNoneSaysWhy) {
  const char* texts[] = {
      "",
      "[]",
      "{}",
      "{1, 2}",
      R"({"inputs": ["1"]})",
      R"({"inputs": ["1"], "outputs": []})",
      R"({"inputs": [], "outputs": []})",
      R"({"inputs": [1], "outputs": ["1"]})",
      R"({"inputs": ["1"], "outputs": ["1"]} more)",
      R"({"inputs": ["1"], "outputs": ["1"], "time_limit_s": 0})",
      R"({"inputs": ["1"], "outputs": ["1"], "memory_limit_mb": "1"})",
      R"({"layout": "mbbp", "task_id": 7})",
      R"({"layout": 7, "inputs": ["1"], "outputs": ["1"]})",
  };
  for (const char* text : texts) {
    const auto problem = ReadTestObject(text);
    ASSERT_FALSE(problem) << text;
    EXPECT_FALSE(problem.error().message.empty()) << text;
  }
}

}  // namespace
}  // namespace rbench
