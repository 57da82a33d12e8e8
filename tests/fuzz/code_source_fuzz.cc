#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "tasks/code/code_extraction.h"
#include "tasks/code/python_assert.h"
#include "tasks/code/python_statements.h"

// Input: a completion, or the source of a test. Properties: extraction and splitting are total;
// what was taken out of a completion stands in it; statements are parts of the source in order; a
// call that was read off an assert is complete.

namespace {

using namespace rbench;

void CheckExtraction(CodeRule rule, std::string_view text) {
  constexpr std::string_view kPrompt = "import math\ndef f(x):\n    \"\"\"doc\"\"\"\n";
  CodeExtractionInput input;
  input.completion = text;
  input.prompt = rule == CodeRule::kChat || rule == CodeRule::kCompletion ? kPrompt : "";
  input.entry_point = "f";
  const CodeExtraction extraction = ExtractCode(rule, input);
  RBENCH_CHECK(extraction.found == extraction.reason.empty());
  RBENCH_CHECK(extraction.found == extraction.span.has_value());
  if (!extraction.found) return;
  const auto [begin, end] = *extraction.span;
  RBENCH_CHECK(begin <= end && end <= text.size());
  RBENCH_CHECK(extraction.code.ends_with(text.substr(begin, end - begin)));
}

void CheckStatements(std::string_view text) {
  const Result<std::vector<PythonStatement>> statements = SplitPythonStatements(text);
  if (!statements) return;
  const char* last = text.data();
  size_t line = 1;
  for (const PythonStatement& statement : *statements) {
    RBENCH_CHECK(!statement.text.empty() && statement.text.data() >= last);
    RBENCH_CHECK(statement.line >= line);
    last = statement.text.data() + statement.text.size();
    line = statement.line;
  }
  RBENCH_CHECK(last <= text.data() + text.size());
}

void CheckCalls(const Result<std::vector<AssertCall>>& calls) {
  if (!calls) return;
  RBENCH_CHECK(!calls->empty());
  for (const AssertCall& call : *calls) RBENCH_CHECK(!call.callee.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const CodeRule rule :
       {CodeRule::kLiveCodeBench, CodeRule::kLiveCodeBenchBase, CodeRule::kBlock,
        CodeRule::kCompletion, CodeRule::kChat, CodeRule::kWhole}) {
    CheckExtraction(rule, text);
  }
  CheckStatements(text);
  LiteralOptions options;
  options.limits.max_nodes = 10'000;
  if (const auto call = ParseAssert(text, options)) RBENCH_CHECK(!call->callee.empty());
  CheckCalls(ParseCheckFunction(text, options));
  CheckCalls(ParseAssertScript(text, options));
  return 0;
}
