#include "tasks/csv.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rbench {
namespace {

class CsvParser {
 public:
  CsvParser(std::string_view text, std::string_view where) : text_(text), where_(where) {}

  Result<std::vector<CsvRow>> Parse() {
    std::vector<CsvRow> rows;
    while (position_ < text_.size()) {
      if (TakeLineEnd()) continue;
      CsvRow row;
      row.line = line_;
      RBENCH_RETURN_IF_ERROR(TakeRow(row));
      if (!rows.empty() && row.cells.size() != rows[0].cells.size()) {
        return InvalidInput(fmt::format("{}:{}: {} cells, the first row has {}", where_, row.line,
                                        row.cells.size(), rows[0].cells.size()));
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  bool AtLineEnd() const {
    return text_[position_] == '\n' || text_.substr(position_).starts_with("\r\n");
  }
  bool TakeLineEnd() {
    if (position_ >= text_.size() || !AtLineEnd()) return false;
    position_ += text_[position_] == '\n' ? 1 : 2;
    ++line_;
    return true;
  }

  Status TakeRow(CsvRow& row) {
    while (true) {
      std::string cell;
      if (position_ < text_.size() && text_[position_] == '"') {
        RBENCH_RETURN_IF_ERROR(TakeQuoted(cell, row.line));
      } else {
        const size_t begin = position_;
        while (position_ < text_.size() && text_[position_] != ',' && !AtLineEnd()) {
          if (text_[position_] == '"') {
            return InvalidInput(
                fmt::format("{}:{}: a quote inside a cell without quotes", where_, line_));
          }
          ++position_;
        }
        cell = std::string(text_.substr(begin, position_ - begin));
      }
      row.cells.push_back(std::move(cell));
      if (position_ >= text_.size() || TakeLineEnd()) return {};
      if (text_[position_] != ',') {
        return InvalidInput(fmt::format("{}:{}: text after a closing quote", where_, line_));
      }
      ++position_;
    }
  }

  Status TakeQuoted(std::string& cell, size_t row_line) {
    ++position_;
    while (position_ < text_.size()) {
      const char c = text_[position_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
      } else if (position_ < text_.size() && text_[position_] == '"') {
        cell += '"';
        ++position_;
      } else {
        return {};
      }
    }
    return InvalidInput(fmt::format("{}:{}: a quoted cell is not closed", where_, row_line));
  }

  std::string_view text_;
  std::string_view where_;
  size_t position_ = 0;
  size_t line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> ParseCsv(std::string_view text, std::string_view where) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (!IsValidUtf8(text)) return InvalidInput(fmt::format("{}: not UTF-8", where));
  return CsvParser(text, where).Parse();
}

}  // namespace rbench
