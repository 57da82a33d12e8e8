#include "reports/render_markdown.h"

#include <string_view>

#include "base/utf8.h"

namespace rbench {
namespace {

// One line of text without any meaning in Markdown or HTML.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : EscapeForTerminal(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '|':
      case '*':
      case '_':
      case '`':
      case '[':
      case ']':
      case '\\':
      case '~':
      case '#':
        out += '\\';
        out += c;
        break;
      default:
        out += c;
    }
  }
  return out;
}

void AppendRow(const std::vector<std::string>& cells, size_t count, std::string& out) {
  out += '|';
  for (size_t i = 0; i < count; ++i) {
    out += ' ';
    if (i < cells.size()) out += Escaped(cells[i]);
    out += " |";
  }
  out += '\n';
}

}  // namespace

std::string RenderMarkdown(const Table& table) {
  std::string out;
  if (!table.title.empty()) out += "# " + Escaped(table.title) + "\n\n";
  std::vector<std::string> headers;
  for (const TableColumn& column : table.columns) headers.push_back(column.header);
  AppendRow(headers, headers.size(), out);
  out += '|';
  for (const TableColumn& column : table.columns) {
    out += column.align == Align::kRight ? " ---: |" : " --- |";
  }
  out += '\n';
  for (const auto& row : table.rows) AppendRow(row, headers.size(), out);
  if (!table.notes.empty()) out += '\n';
  for (const std::string& note : table.notes) out += "- " + Escaped(note) + "\n";
  return out;
}

}  // namespace rbench
