#pragma once

#include <string>

#include "reports/table.h"

namespace rbench {

struct TerminalStyle {
  bool colour = false;  // bold header; never needed to read the table
  int width =
      0;  // columns of the terminal; 0 = do not cut. A wider table is broken into blocks of columns
};

// Aligned columns, ended by a newline. Cells are escaped for a terminal: no cell can move the
// cursor or break a line.
std::string RenderTerminal(const Table& table, const TerminalStyle& style = {});

}  // namespace rbench
