#include "tasks/code_options.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "tasks/code/code_problem.h"

namespace rbench {
namespace {

bool IsDay(std::string_view text) {
  constexpr std::string_view kPattern = "0000-00-00";
  if (text.size() != kPattern.size()) return false;
  for (size_t i = 0; i < kPattern.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == '0' ? !is_digit : text[i] != kPattern[i]) return false;
  }
  return true;
}

// Sets `flag` where the value is one of two words.
Status SetFlag(std::string_view key, const std::string& value, const char* yes, const char* no,
               bool& flag) {
  if (value != yes && value != no)
    return InvalidInput(fmt::format("{} is {} or {}, not \"{}\"", key, yes, no, value));
  flag = value == yes;
  return {};
}

bool SplitSelection(const std::string& selection, std::string& task, std::string& key,
                    std::string& value) {
  const size_t equals = selection.find('=');
  const size_t dot = std::min(selection.find('.'), selection.size());
  if (equals == std::string::npos || dot > equals) return false;
  task = selection.substr(0, dot);
  key = selection.substr(dot + 1, equals - dot - 1);
  value = selection.substr(equals + 1);
  return !task.empty() && !key.empty() && !value.empty();
}

bool Knows(const FieldLayout& layout, const std::string& key) {
  const std::vector<std::string> names = CodeOptionNames(layout.code);
  return std::find(names.begin(), names.end(), key) != names.end();
}

Status ApplySelection(const std::string& key, const std::string& value,
                      TaskDefinition& definition) {
  std::vector<std::string> known;
  bool applied = false;
  for (auto& [name, layout] : definition.layouts) {
    for (std::string& one : CodeOptionNames(layout.code)) known.push_back(std::move(one));
    // A layout without a release reads one file, whatever release it came from.
    if (!Knows(layout, key) || (key == "release" && layout.release.empty())) continue;
    RBENCH_RETURN_IF_ERROR(SetCodeOption(key, value, layout));
    applied = true;
  }
  if (!applied) {
    return InvalidInput(fmt::format("task {} has no choice \"{}\"{}", definition.manifest.name, key,
                                    DidYouMean(key, known)));
  }
  if (key != "release") return {};
  for (auto& [name, files] : definition.splits) {
    std::erase_if(files, [&](const DataFile& file) {
      return definition.FindLayout(file.layout)->release.empty();
    });
    if (files.empty()) {
      return InvalidInput(
          fmt::format("task {}: the split {} has no release", definition.manifest.name, name));
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> CodeOptionNames(std::string_view code_layout) {
  const CodeLayout* layout = FindCodeLayout(code_layout);
  if (layout == nullptr || layout->takes == CodeLayout::kNothing) return {};
  if (layout->takes == CodeLayout::kSplit) return {"split"};
  return {"release", "start_date", "end_date", "public_tests_suffice"};
}

Status SetCodeOption(std::string_view key, const std::string& value, FieldLayout& layout) {
  const std::vector<std::string> known = CodeOptionNames(layout.code);
  if (std::find(known.begin(), known.end(), key) == known.end()) {
    return InvalidInput(fmt::format("the layout {} has no option \"{}\"{}", layout.code, key,
                                    DidYouMean(key, known)));
  }
  CodeReaderOptions& options = layout.code_options;
  if (key == "release") {
    RBENCH_RETURN_IF_ERROR(LiveCodeBenchFiles(value));
    layout.release = value;
    return {};
  }
  if (key == "split") return SetFlag(key, value, "test", "all", options.test_split_only);
  if (key == "public_tests_suffice")
    return SetFlag(key, value, "true", "false", options.public_tests_suffice);
  if (!IsDay(value))
    return InvalidInput(fmt::format("{} is a day like 2024-08-01, not \"{}\"", key, value));
  (key == "start_date" ? options.start_date : options.end_date) = value;
  return {};
}

std::vector<std::pair<std::string, std::string>> CodeOptions(const FieldLayout& layout) {
  const CodeReaderOptions& options = layout.code_options;
  std::vector<std::pair<std::string, std::string>> texts = {
      {"release", layout.release},
      {"start_date", options.start_date},
      {"end_date", options.end_date},
      {"public_tests_suffice", options.public_tests_suffice ? "true" : ""},
      {"split", options.test_split_only ? "test" : ""}};
  std::erase_if(texts, [](const auto& text) { return text.second.empty(); });
  return texts;
}

Status ApplySelections(const std::vector<std::string>& selections, TaskDefinition& definition) {
  for (const std::string& selection : selections) {
    std::string task;
    std::string key;
    std::string value;
    if (!SplitSelection(selection, task, key, value)) {
      return InvalidInput(fmt::format(
          "\"{}\" is not like livecodebench.start_date=2024-08-01 (TASK.KEY=VALUE)", selection));
    }
    if (task != definition.manifest.name) continue;
    RBENCH_RETURN_IF_ERROR(ApplySelection(key, value, definition));
  }
  return {};
}

}  // namespace rbench
