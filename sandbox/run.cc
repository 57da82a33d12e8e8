#include "sandbox/run.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sandbox/test_run.h"

namespace rbench {
namespace {

constexpr std::pair<Language, const char*> kLanguages[] = {
    {Language::kPython, "python"},
    {Language::kCpp, "cpp"},
};

constexpr std::pair<RunStatus, const char*> kStatuses[] = {
    {RunStatus::kOk, "OK"},     {RunStatus::kIe, "IE"},     {RunStatus::kCe, "CE"},
    {RunStatus::kCtle, "CTLE"}, {RunStatus::kOle, "OLE"},   {RunStatus::kMle, "MLE"},
    {RunStatus::kTle, "TLE"},   {RunStatus::kIdle, "IDLE"}, {RunStatus::kRe, "RE"},
};

constexpr std::pair<PythonHarness, const char*> kHarnesses[] = {
    {PythonHarness::kCall, "call"},
    {PythonHarness::kShared, "shared"},
    {PythonHarness::kExec, "exec"},
    {PythonHarness::kStdin, "stdin"},
};

template <typename Value, size_t n>
const char* NameIn(const std::pair<Value, const char*> (&table)[n], Value value) {
  for (const auto& [known, name] : table) {
    if (known == value) return name;
  }
  return "unknown";
}

template <typename Value, size_t n>
std::optional<Value> ValueIn(const std::pair<Value, const char*> (&table)[n],
                             std::string_view name) {
  for (const auto& [value, known] : table) {
    if (known == name) return value;
  }
  return std::nullopt;
}

}  // namespace

const char* LanguageName(Language language) { return NameIn(kLanguages, language); }
std::optional<Language> LanguageFromName(std::string_view name) {
  return ValueIn(kLanguages, name);
}
const char* RunStatusName(RunStatus status) { return NameIn(kStatuses, status); }
std::optional<RunStatus> RunStatusFromName(std::string_view name) {
  return ValueIn(kStatuses, name);
}

const char* PythonHarnessName(PythonHarness harness) { return NameIn(kHarnesses, harness); }

double WallLimit(const RunLimits& limits) {
  return limits.wall_s > 0 ? limits.wall_s : std::max(3 * limits.cpu_s, limits.cpu_s + 5);
}

}  // namespace rbench
