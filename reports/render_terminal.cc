#include "reports/render_terminal.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace rbench {
namespace {

constexpr std::string_view kGap = "  ";

// Columns on the terminal, taking every character as one wide.
size_t WidthOf(std::string_view text) {
  size_t width = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++width;
  }
  return width;
}

void AppendPadded(std::string_view text, size_t width, Align align, std::string& out) {
  const size_t used = WidthOf(text);
  const size_t padding = width > used ? width - used : 0;
  if (align == Align::kRight) out.append(padding, ' ');
  out += text;
  if (align == Align::kLeft) out.append(padding, ' ');
}

void TrimRight(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

struct EscapedTable {
  std::vector<std::string> headers;
  std::vector<std::vector<std::string>> rows;
  std::vector<size_t> widths;
};

EscapedTable Escape(const Table& table) {
  EscapedTable escaped;
  for (const TableColumn& column : table.columns) {
    escaped.headers.push_back(EscapeForTerminal(column.header));
    escaped.widths.push_back(WidthOf(escaped.headers.back()));
  }
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (size_t i = 0; i < table.columns.size() && i < row.size(); ++i) {
      cells.push_back(EscapeForTerminal(row[i]));
      escaped.widths[i] = std::max(escaped.widths[i], WidthOf(cells.back()));
    }
    cells.resize(table.columns.size());
    escaped.rows.push_back(std::move(cells));
  }
  return escaped;
}

// Which columns stand side by side: all of them, or as many as fit, each block led by the first
// column.
std::vector<std::vector<size_t>> Blocks(const EscapedTable& table, int width) {
  std::vector<std::vector<size_t>> blocks;
  size_t used = 0;
  for (size_t i = 0; i < table.widths.size(); ++i) {
    const size_t more = kGap.size() + table.widths[i];
    const bool full = width > 0 && !blocks.empty() && blocks.back().size() > 1 &&
                      used + more > static_cast<size_t>(width);
    if (blocks.empty()) {
      blocks.push_back({i});
      used = table.widths[i];
    } else if (full) {
      blocks.push_back({0, i});
      used = table.widths[0] + more;
    } else {
      blocks.back().push_back(i);
      used += more;
    }
  }
  return blocks;
}

void AppendLine(const std::vector<std::string>& cells, const std::vector<size_t>& columns,
                const EscapedTable& escaped, const Table& table, std::string& out) {
  std::string line;
  for (const size_t i : columns) {
    if (i != columns.front()) line += kGap;
    AppendPadded(cells[i], escaped.widths[i], table.columns[i].align, line);
  }
  TrimRight(line);
  out += line;
}

}  // namespace

std::string RenderTerminal(const Table& table, const TerminalStyle& style) {
  const EscapedTable escaped = Escape(table);
  std::string out;
  if (!table.title.empty()) out += EscapeForTerminal(table.title) + "\n";
  bool first = true;
  for (const auto& columns : Blocks(escaped, style.width)) {
    if (!first) out += '\n';
    first = false;
    if (style.colour) out += "\x1b[1m";
    AppendLine(escaped.headers, columns, escaped, table, out);
    if (style.colour) out += "\x1b[0m";
    out += '\n';
    for (const auto& row : escaped.rows) {
      AppendLine(row, columns, escaped, table, out);
      out += '\n';
    }
  }
  for (const std::string& note : table.notes) out += EscapeForTerminal(note) + "\n";
  return out;
}

}  // namespace rbench
