#include "tasks/replayed_check.h"

#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/embedded_file.h"
#include "sandbox/sandbox.h"
#include "tasks/code/value_encoding.h"

namespace rbench {

const std::vector<EmbeddedFile>& ReplayedCheckFiles();  // generated: replayed_check.py

ReplayedCheck::State ReplayedCheck::Go() {
  const bool first = std::exchange(first_, false);
  TestRequest request;
  request.harness = PythonHarness::kCall;
  request.source = ReplayedCheckFiles().front().text;
  request.function = "replay";
  request.limits = limits_;
  std::string arguments = "l5:";
  for (const std::string* text :
       {&reference_, &problem_.check_source, &problem_.class_name, &problem_.entry_point}) {
    arguments += EncodeValue(Value::Str(*text));
  }
  arguments += fmt::format("l{}:", answers_.size());
  for (const std::string& answer : answers_) arguments += answer;
  request.tests = {std::move(arguments)};
  const TestsResult result = sandbox_.RunTests(request);
  if (result.run.status == RunStatus::kIe) {
    reason_ = "the check was not run: " + result.run.reason;
    return State::kFault;
  }
  Result<Value> said = InvalidInput("no result");
  if (!result.outcomes.empty() && result.outcomes[0].end == TestEnd::kValue) {
    said = DecodeValue(result.outcomes[0].payload);
  }
  if (!said || !Read(*said)) {
    reason_ = fmt::format("the check ended as {} {}", RunStatusName(result.run.status),
                          result.outcomes.empty() ? "" : result.outcomes[0].payload);
    return first ? State::kUnfit : State::kFailed;
  }
  // The reference must pass, and a check that asks nothing is none.
  if (first && (calls_.empty() || failed_)) return State::kUnfit;
  return !calls_.empty() ? State::kAsks : failed_ ? State::kFailed : State::kPassed;
}

// (failure or None, how many answers still held, [(arguments, the reference's result), ...])
bool ReplayedCheck::Read(const Value& said) {
  if (said.kind() != ValueKind::kTuple || said.size() != 3) return false;
  const Value& failure = said.items()[0];
  const Value& held = said.items()[1];
  const Value& open = said.items()[2];
  if (held.kind() != ValueKind::kInt || open.kind() != ValueKind::kList) return false;
  const auto count = static_cast<size_t>(held.AsInt64().value_or(-1));
  if (count > answers_.size()) return false;
  answers_.resize(count);
  failed_ = failure.kind() == ValueKind::kStr;
  if (failed_) reason_ = failure.text();
  calls_.clear();
  next_ = 0;
  for (const Value& call : open.items()) {
    if (call.kind() != ValueKind::kTuple || call.size() != 2) return false;
    calls_.push_back(EncodeValue(call.items()[0]));
  }
  return true;
}

void ReplayedCheck::Answer(const Value& result) {
  RBENCH_CHECK(next_ < calls_.size());
  answers_.push_back("t2:" + calls_[next_++] + EncodeValue(result));
}

}  // namespace rbench
