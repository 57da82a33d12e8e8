#pragma once

#include <span>
#include <string>
#include <vector>

#include "reports/summary.h"

namespace rbench {

enum class Align { kLeft, kRight };

struct TableColumn {
  std::string header;
  Align align = Align::kRight;
};

// A value that the renderers turn into text; cells are UTF-8 and not yet escaped.
struct Table {
  std::string title;
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as `columns`
  std::vector<std::string> notes;              // lines below the table
};

// One row a task: score in per cent with its interval, n, k, pass@k and maj@k at the largest k, %
// truncated, the score over completed answers, bounds, undecided, ungraded, without answer, mean
// tokens. Columns that would be empty in every row (pass@k with one draw) are left out, score,
// interval, n, k, truncated and ungraded never. Notes say what is unusual.
Table SummaryTable(std::span<const TaskSummary> summaries);

// "41.3": a share in per cent with one digit; "–" where there is none.
std::string Percent(std::optional<double> share);

}  // namespace rbench
