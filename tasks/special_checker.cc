#include "tasks/special_checker.h"

#include <optional>
#include <utility>

#include "base/utf8.h"
#include "sandbox/sandbox.h"
#include "tasks/code/value_encoding.h"

namespace rbench {
namespace {

// What the checker said; where it failed, nothing, and `reason` says how.
std::optional<bool> Said(const TestOutcome& outcome, std::string& reason) {
  switch (outcome.end) {
    case TestEnd::kValue:
      if (outcome.payload == "T") return true;
      if (outcome.payload == "F") return false;
      reason = "returned neither True nor False";
      return std::nullopt;
    case TestEnd::kNotPlain:
      reason = "returned neither True nor False: " + outcome.payload;
      return std::nullopt;
    case TestEnd::kRaised:
    case TestEnd::kLoadFailed:
      reason = "raised " + outcome.payload;
      return std::nullopt;
    case TestEnd::kExited:
    case TestEnd::kDied:
      reason = "ended its process";
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

CheckerAnswer SpecialChecker::Judge(const std::string& input, const std::string& expected,
                                    const std::string& output) const {
  TestRequest request;
  request.harness = PythonHarness::kCall;
  request.source = source_;
  request.function = "check";
  request.limits = limits_;
  request.tests = {"l3:" + input + expected + expected, "l3:" + input + expected + output};
  const TestsResult result = sandbox_.RunTests(request);
  if (result.run.status == RunStatus::kIe) {
    return {CheckerAnswer::Kind::kBroken, "the special checker was not run: " + result.run.reason};
  }
  std::string reason;
  // Of an answer that has no outcome, the run's status says what became of it.
  const auto said = [&](size_t i) -> std::optional<bool> {
    if (i < result.outcomes.size()) return Said(result.outcomes[i], reason);
    reason = std::string("ended as ") + RunStatusName(result.run.status);
    return std::nullopt;
  };
  const std::optional<bool> reference = said(0);
  if (!reference || !*reference) {
    if (reference) reason = "rejects it";
    return {CheckerAnswer::Kind::kBroken, "the special checker, on the expected answer: " + reason};
  }
  const std::optional<bool> answer = said(1);
  if (!answer) return {CheckerAnswer::Kind::kRejects, "the special checker " + reason};
  if (!*answer) return {CheckerAnswer::Kind::kRejects, "the special checker rejects the answer"};
  return {CheckerAnswer::Kind::kAccepts, ""};
}

CheckerAnswer SpecialChecker::JudgeText(const std::string& input, const std::string& expected,
                                        const std::string& output) const {
  const auto encoded = [](const std::string& text) {
    return EncodeValue(Value::Str(SanitizeUtf8(text)));
  };
  return Judge(encoded(input), encoded(expected), encoded(output));
}

CheckerAnswer SpecialChecker::JudgeValue(const std::string& arguments, const Value& expected,
                                         const Value& output) const {
  return Judge(arguments, EncodeValue(expected), EncodeValue(output));
}

}  // namespace rbench
