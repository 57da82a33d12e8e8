#include "models/engine/think_budget.h"

#include "base/utf8.h"

namespace rbench {
namespace {

constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";

}  // namespace

void ThinkBudget::Push(std::string_view bytes) {
  if (budget_ < 0) return;
  if (open_) ++used_;
  tail_.append(bytes);
  size_t after = 0;  // behind the last tag found
  for (size_t at = tail_.find('<'); at != std::string::npos; at = tail_.find('<', at + 1)) {
    const std::string_view rest = std::string_view(tail_).substr(at);
    if (rest.starts_with(kOpen)) {
      open_ = true;
      after = at + kOpen.size();
    } else if (rest.starts_with(kClose)) {
      open_ = false;
      after = at + kClose.size();
    }
  }
  whole_ = IncompleteUtf8Suffix(tail_) == 0;
  // Keep what could be the beginning of a tag, but never a tag that was counted.
  const size_t keep = std::min(kClose.size() - 1, tail_.size() - after);
  tail_.erase(0, tail_.size() - keep);
}

}  // namespace rbench
