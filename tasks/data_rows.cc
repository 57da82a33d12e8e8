#include "tasks/data_rows.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/jsonl.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "tasks/answer_text.h"
#include "tasks/csv.h"
#include "tasks/formats/parquet/parquet_file.h"

namespace rbench {
namespace {

enum class Format { kArray, kLines, kCsv, kTexFolder };

std::string_view WithoutMark(std::string_view text) {
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

Format FormatOf(std::string_view text, const FieldLayout& layout) {
  if (layout.format == "tex_folder") return Format::kTexFolder;
  if (layout.format == "csv") return Format::kCsv;
  if (layout.format == "jsonl") return Format::kLines;
  if (layout.format == "json") return Format::kArray;
  const std::string_view body = Trim(text.substr(0, 4096));
  if (body.starts_with('[')) return Format::kArray;
  return body.starts_with('{') ? Format::kLines : Format::kCsv;
}

Result<std::vector<DataRow>> ArrayRows(std::string_view text, const std::string& path) {
  auto parsed = ParseJson(text);
  if (!parsed) return std::move(parsed).error().WithContext(path);
  if (!parsed->is_array()) return InvalidInput(path + ": not a JSON array");
  std::vector<DataRow> rows;
  rows.reserve(parsed->size());
  for (Json& item : *parsed) {
    std::string where = fmt::format("{}: item {}", path, rows.size() + 1);
    if (!item.is_object()) return InvalidInput(where + ": not a JSON object");
    rows.push_back({std::move(where), std::move(item)});
  }
  return rows;
}

Result<std::vector<DataRow>> LineRows(std::string_view text, const std::string& path) {
  std::vector<DataRow> rows;
  size_t line = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view body = Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
    if (body.empty()) continue;
    std::string where = fmt::format("{}:{}", path, line);
    auto parsed = ParseJson(body);
    if (!parsed) return std::move(parsed).error().WithContext(where);
    if (!parsed->is_object()) return InvalidInput(where + ": not a JSON object");
    rows.push_back({std::move(where), *std::move(parsed)});
  }
  return rows;
}

Result<std::vector<DataRow>> CsvRows(std::string_view text, const std::string& path,
                                     const std::vector<std::string>& declared) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<CsvRow> cells, ParseCsv(text, path));
  std::vector<std::string> columns = declared;
  size_t first = 0;
  if (columns.empty() && !cells.empty()) {
    columns = cells[0].cells;
    first = 1;
  }
  std::vector<std::string> sorted = columns;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end()) {
    return InvalidInput(fmt::format("{}:1: column \"{}\" twice", path, *twice));
  }
  std::vector<DataRow> rows;
  for (size_t i = first; i < cells.size(); ++i) {
    DataRow row{fmt::format("{}:{}", path, cells[i].line), Json::object()};
    if (cells[i].cells.size() != columns.size()) {
      return InvalidInput(fmt::format("{}: {} cells for {} declared columns", row.where,
                                      cells[i].cells.size(), columns.size()));
    }
    for (size_t c = 0; c < columns.size(); ++c)
      row.fields[columns[c]] = std::move(cells[i].cells[c]);
    rows.push_back(std::move(row));
  }
  return rows;
}

// File names come from answers.csv, so they may not lead elsewhere.
bool IsPlainId(std::string_view id) {
  constexpr size_t kMaxId = 64;
  return !id.empty() && id.size() <= kMaxId && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

Result<std::vector<DataRow>> FolderRows(std::string_view answers, const std::string& path) {
  constexpr size_t kMaxStatement = size_t{1} << 20;
  RBENCH_ASSIGN_OR_RETURN(std::vector<DataRow> rows, CsvRows(answers, path + "/answers.csv", {}));
  for (DataRow& row : rows) {
    const auto id = row.fields.find("id");
    if (id == row.fields.end() || !IsPlainId(id->get_ref<const std::string&>())) {
      return InvalidInput(row.where + ": column \"id\" must name a file of problems/");
    }
    const std::string file =
        fmt::format("{}/problems/{}.tex", path, id->get_ref<const std::string&>());
    auto statement = ReadFile(file, kMaxStatement);
    if (!statement) return std::move(statement).error().WithContext(row.where);
    if (!IsValidUtf8(*statement)) return InvalidInput(file + ": not UTF-8");
    row.fields["problem"] = *std::move(statement);
  }
  return rows;
}

Result<std::string> FolderHash(std::string_view answers, const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<DataRow> rows, FolderRows(answers, path));
  std::string lines = Sha256Hex(answers) + "  answers.csv\n";
  for (const DataRow& row : rows) {
    lines += fmt::format("{}  problems/{}.tex\n",
                         Sha256Hex(row.fields["problem"].get_ref<const std::string&>()),
                         row.fields["id"].get_ref<const std::string&>());
  }
  return Sha256Hex(lines);
}

bool LacksGold(const JsonView& row, const FieldLayout& layout) {
  const JsonView gold = row[layout.gold];
  if (gold.kind() == JsonView::Kind::kNull || gold.missing()) return true;
  const auto text = gold.AsString();
  return text && Trim(*text).empty();
}

}  // namespace

Result<DataText> ReadDataText(const std::string& path, const FieldLayout& layout) {
  DataText data;
  if (layout.format == "tex_folder") {
    RBENCH_ASSIGN_OR_RETURN(data.text, ReadFile(path + "/answers.csv", kMaxDataBytes));
    RBENCH_ASSIGN_OR_RETURN(data.hashes.stored, FolderHash(data.text, path));
    data.hashes.expanded = data.hashes.stored;
    return data;
  }
  RBENCH_ASSIGN_OR_RETURN(data.hashes.stored, Sha256HexOfFile(path));
  if (const auto head = ReadFileHead(path, 4); head && IsParquet(*head)) {
    RBENCH_ASSIGN_OR_RETURN(data.text, ReadParquetAsJsonLines(path, kMaxDataBytes));
    data.hashes.expanded = Sha256Hex(data.text);
    return data;
  }
  RBENCH_ASSIGN_OR_RETURN(data.text, ReadFileMaybeGzip(path, kMaxDataBytes));
  data.hashes.expanded = Sha256Hex(data.text);
  return data;
}

Result<std::vector<DataRow>> ReadRows(const DataText& data, const std::string& path,
                                      const FieldLayout& layout) {
  const std::string_view text = WithoutMark(data.text);
  switch (FormatOf(text, layout)) {
    case Format::kArray:
      return ArrayRows(text, path);
    case Format::kLines:
      return LineRows(text, path);
    case Format::kCsv:
      return CsvRows(text, path, layout.columns);
    case Format::kTexFolder:
      return FolderRows(text, path);
  }
  return InternalError("unknown data format");
}

Result<RowCount> CountRows(const DataText& data, const std::string& path,
                           const FieldLayout& layout) {
  RowCount count;
  const auto add = [&](const JsonView& row) {
    ++count.rows;
    if (LacksGold(row, layout)) ++count.without_gold;
  };
  const std::string_view text = WithoutMark(data.text);
  const Format format = FormatOf(text, layout);
  if (format == Format::kLines) {
    RBENCH_RETURN_IF_ERROR(ForEachJsonLine(text, path, {}, [&](size_t, JsonView row) -> Status {
      add(row);
      return {};
    }));
    return count;
  }
  if (format == Format::kArray) {
    JsonLineParser parser;
    auto parsed = parser.Parse(text);
    if (!parsed) return std::move(parsed).error().WithContext(path);
    parsed->ForEachElement(add);
    return count;
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<DataRow> rows, ReadRows(data, path, layout));
  for (const DataRow& row : rows) {
    ++count.rows;
    const auto gold = row.fields.find(layout.gold);
    if (gold == row.fields.end() || Trim(gold->get_ref<const std::string&>()).empty())
      ++count.without_gold;
  }
  return count;
}

}  // namespace rbench
