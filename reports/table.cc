#include "reports/table.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace rbench {
namespace {

std::string Dash() { return "–"; }

std::string Range(const std::optional<Interval>& interval) {
  if (!interval) return Dash();
  return fmt::format("{:.1f}–{:.1f}", 100 * interval->low, 100 * interval->high);
}

std::string DrawsOf(const TaskSummary& summary) {
  if (summary.draws_min == summary.draws_max) return std::to_string(summary.draws_min);
  return fmt::format("{}–{}", summary.draws_min, summary.draws_max);
}

// "52.0 (k=4)" at the largest k.
std::string LargestK(const std::vector<AtK>& values) {
  if (values.empty()) return Dash();
  return fmt::format("{:.1f} (k={})", 100 * values.back().value, values.back().k);
}

std::string TruncatedShare(const TaskSummary& summary) {
  if (summary.graded_draws == 0) return Dash();
  return fmt::format("{:.1f}", 100.0 * summary.truncated / summary.graded_draws);
}

std::string CompletedCell(const TaskSummary& summary) {
  if (!summary.completed_score) return Dash();
  return fmt::format("{:.1f} (n={})", 100 * *summary.completed_score,
                     summary.graded_draws - summary.truncated);
}

struct SummaryColumn {
  const char* header;
  std::string (*cell)(const TaskSummary&);
  // Is there something to see? Columns without a row that has are left out.
  bool (*filled)(const TaskSummary&);
};

bool Always(const TaskSummary&) { return true; }

const SummaryColumn kColumns[] = {
    {"pass@1 %", [](const TaskSummary& s) { return Percent(s.score); }, Always},
    {"95 % interval", [](const TaskSummary& s) { return Range(s.interval); }, Always},
    {"n", [](const TaskSummary& s) { return std::to_string(s.problems); }, Always},
    {"k", DrawsOf, Always},
    {"pass@k %", [](const TaskSummary& s) { return LargestK(s.pass_at_k); },
     [](const TaskSummary& s) { return !s.pass_at_k.empty(); }},
    {"maj@k %", [](const TaskSummary& s) { return LargestK(s.majority_at_k); },
     [](const TaskSummary& s) { return !s.majority_at_k.empty(); }},
    {"truncated %", TruncatedShare, Always},
    {"completed %", CompletedCell, [](const TaskSummary& s) { return s.truncated > 0; }},
    {"bounds %", [](const TaskSummary& s) { return Range(s.truncation_bounds); },
     [](const TaskSummary& s) { return s.truncated > 0; }},
    {"no answer", [](const TaskSummary& s) { return std::to_string(s.counts.no_answer); },
     [](const TaskSummary& s) { return s.counts.no_answer > 0; }},
    {"undecided", [](const TaskSummary& s) { return std::to_string(s.counts.undecided); }, Always},
    {"ungraded", [](const TaskSummary& s) { return std::to_string(s.counts.ungraded); }, Always},
    {"tokens/answer",
     [](const TaskSummary& s) { return fmt::format("{:.1f}", s.mean_completion_tokens); }, Always},
};

// "AC 3, WA 1, TLE 0, ...": how programs ended; empty where none did. The verdicts behind CE are
// rare and named only where they occur.
std::string ProgramVerdicts(const TaskSummary& summary) {
  std::string text;
  int total = 0;
  for (const char* verdict : {"AC", "WA", "TLE", "IDLE", "MLE", "OLE", "RE", "CE", "CTLE", "IE"}) {
    const auto found = summary.reasons.find(verdict);
    const int count = found == summary.reasons.end() ? 0 : found->second;
    const bool rare = std::string_view(verdict) == "CTLE" || std::string_view(verdict) == "IE";
    if (count == 0 && rare) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", verdict, count);
    total += count;
  }
  return total == 0 ? "" : text;
}

void AddNotes(const TaskSummary& summary, std::vector<std::string>& notes) {
  const auto add = [&](std::string text) {
    notes.push_back(summary.task + ": " + std::move(text));
  };
  if (summary.excluded_problems > 0) {
    add(fmt::format("{} problems without a graded draw are in no score",
                    summary.excluded_problems));
  }
  if (summary.draws_min != summary.draws_max) {
    add(fmt::format("problems have {} to {} draws; each problem weighs the same", summary.draws_min,
                    summary.draws_max));
  }
  if (const std::string programs = ProgramVerdicts(summary); !programs.empty()) {
    add("programs ended " + programs);
  }
  if (summary.repeated > 0) {
    add(fmt::format("{} draws were ended because they repeated themselves", summary.repeated));
  }
  if (summary.prompt_too_long > 0) {
    add(fmt::format("{} draws had a prompt longer than the context and count as wrong",
                    summary.prompt_too_long));
  }
}

}  // namespace

std::string Percent(std::optional<double> share) {
  return share ? fmt::format("{:.1f}", 100 * *share) : Dash();
}

Table SummaryTable(std::span<const TaskSummary> summaries) {
  Table table;
  table.columns.push_back({"task", Align::kLeft});
  for (const TaskSummary& summary : summaries) table.rows.push_back({summary.task});
  for (const SummaryColumn& column : kColumns) {
    if (!std::any_of(summaries.begin(), summaries.end(), column.filled) &&
        column.filled != Always) {
      continue;
    }
    table.columns.push_back({column.header, Align::kRight});
    for (size_t row = 0; row < summaries.size(); ++row) {
      table.rows[row].push_back(column.cell(summaries[row]));
    }
  }
  for (const TaskSummary& summary : summaries) AddNotes(summary, table.notes);
  const bool truncated = std::any_of(summaries.begin(), summaries.end(),
                                     [](const TaskSummary& s) { return s.truncated > 0; });
  if (truncated) {
    table.notes.push_back(
        "truncated = ended by the token limit or a full context; completed = score over the other "
        "answers; bounds = truncated and not correct counted all wrong ... all right");
  }
  return table;
}

}  // namespace rbench
