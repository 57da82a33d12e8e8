#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "base/utf8.h"

// Both JSON readers see the same value in the same bytes or refuse them both; what they read is
// written and read again unchanged; the line reader stops with an error or sees the lines in order.

namespace {

void CompareReaders(std::string_view text) {
  rbench::JsonLineParser parser;
  const rbench::Result<rbench::JsonView> fast = parser.Parse(text);
  const rbench::Result<rbench::Json> slow = rbench::ParseJson(text);
  // Only ParseJson skips a byte order mark; files of lines have it skipped by their reader.
  if (!text.starts_with("\xEF\xBB\xBF")) RBENCH_CHECK(fast.has_value() == slow.has_value());
  if (!slow.has_value()) {
    RBENCH_CHECK(rbench::IsValidUtf8(slow.error().message));
    RBENCH_CHECK(slow.error().message.starts_with("line "));
    RBENCH_CHECK(slow.error().message.size() < 2000);
  }
  if (!fast.has_value() || !slow.has_value()) return;
  const std::string dumped = rbench::DumpJson(*slow);
  RBENCH_CHECK(fast->Dump() == dumped);
  const rbench::Result<rbench::Json> again = rbench::ParseJson(dumped);
  RBENCH_CHECK(again.has_value() && rbench::DumpJson(*again) == dumped);
  const rbench::Result<rbench::Json> pretty = rbench::ParseJson(rbench::DumpJsonPretty(*slow));
  RBENCH_CHECK(pretty.has_value() && rbench::DumpJson(*pretty) == dumped);
}

void ReadLines(std::string_view text) {
  rbench::JsonlOptions strict;
  rbench::JsonlOptions tolerant;
  tolerant.torn_tail_ok = true;
  size_t last = 0;
  size_t strict_count = 0;
  const auto strict_status =
      rbench::ForEachJsonLine(text, "f", strict, [&](size_t number, rbench::JsonView view) {
        RBENCH_CHECK(number > last && !view.missing());
        last = number;
        ++strict_count;
        return rbench::Status();
      });
  size_t tolerant_count = 0;
  const auto tolerant_status =
      rbench::ForEachJsonLine(text, "f", tolerant, [&](size_t, rbench::JsonView) {
        ++tolerant_count;
        return rbench::Status();
      });
  // Tolerance hides one torn line and nothing else.
  RBENCH_CHECK(strict_count == tolerant_count);
  if (strict_status.has_value()) RBENCH_CHECK(tolerant_status.has_value());
  if (text.ends_with('\n')) RBENCH_CHECK(strict_status.has_value() == tolerant_status.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CompareReaders(text);
  ReadLines(text);
  return 0;
}
