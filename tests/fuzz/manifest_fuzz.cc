#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "tasks/manifest.h"
#include "tasks/row_mapping.h"

// Input: a manifest, and after a line "===" a data file for its first layout. Properties: a
// manifest that is read can be written and read back to the same text; rows are counted as they are
// read; what is mapped has ids and golds.

namespace {

using namespace rbench;

constexpr size_t kMaxInput = 1 << 16;

void CheckRoundTrip(const TaskDefinition& definition) {
  const std::string text = ManifestText(definition);
  const auto again = ParseManifest(text, "again");
  RBENCH_CHECK(again.has_value());
  RBENCH_CHECK(ManifestText(*again) == text);
}

void CheckRows(const TaskDefinition& definition, std::string_view text) {
  FieldLayout layout = definition.layouts.front().second;
  if (layout.format == "tex_folder") layout.format = "csv";
  const DataText data{std::string(text), {}};
  const auto rows = ReadRows(data, "fuzz", layout);
  const auto count = CountRows(data, "fuzz", layout);
  if (!rows) return;
  if (count) RBENCH_CHECK(count->rows == rows->size());
  const auto mapped = MapRows(*rows, layout, definition.skip, true);
  if (!mapped) return;
  size_t skipped = 0;
  for (const auto& [reason, number] : mapped->skipped) skipped += static_cast<size_t>(number);
  RBENCH_CHECK(mapped->rows.size() + skipped == rows->size());
  const auto checker = MakeChecker(definition.manifest.checker);
  RBENCH_CHECK(checker.has_value());
  for (const MappedRow& row : mapped->rows) {
    RBENCH_CHECK(row.problem.id.size() == 16);
    RBENCH_CHECK(!row.problem.question.empty());
    if ((*checker)->ValidateGold(row.problem)) {
      const GradeInput input{row.problem.gold, false, GradeMode::kBare};
      RBENCH_CHECK((*checker)->Grade(row.problem, input).outcome == Outcome::kCorrect);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size > kMaxInput) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const size_t mark = input.find("\n===\n");
  const auto definition = ParseManifest(input.substr(0, mark), "fuzz");
  if (!definition) {
    RBENCH_CHECK(!definition.error().message.empty());
    return 0;
  }
  CheckRoundTrip(*definition);
  if (mark != std::string_view::npos && !definition->layouts.empty()) {
    CheckRows(*definition, input.substr(mark + 5));
  }
  return 0;
}
