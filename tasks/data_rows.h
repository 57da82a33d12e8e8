#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "tasks/manifest.h"

namespace rbench {

// One row of a published file.
struct DataRow {
  std::string where;  // "gsm8k/test.jsonl.gz:12", "SVAMP.json: item 3"
  Json fields;        // an object; cells of CSV are strings
};

// SHA-256 of a data file or folder.
struct DataHashes {
  std::string stored;    // of the file as stored; of a folder, see ReadDataText
  std::string expanded;  // after gunzip
};

// The content of one data file or folder.
struct DataText {
  std::string text;  // after gunzip; for a folder the text of answers.csv
  DataHashes hashes;
};

inline constexpr size_t kMaxDataBytes = size_t{4} << 30;

// Reads a file. Of a folder in the layout tex_folder (answers.csv with columns id and answer,
// problems/ID.tex) the hash is that of the lines "sha256  name\n" of answers.csv and of every
// statement, in the order of answers.csv.
Result<DataText> ReadDataText(const std::string& path, const FieldLayout& layout);

// The rows of `data` in published order, by declared or detected format: '[' is a JSON array of
// objects, '{' is JSON Lines, anything else CSV. Errors carry the file and the line or item.
Result<std::vector<DataRow>> ReadRows(const DataText& data, const std::string& path,
                                      const FieldLayout& layout);

// Rows in the file and how many of them have no gold, without building them: what a listing needs.
// Says nothing about rows that ReadRows would refuse beyond their JSON.
struct RowCount {
  size_t rows = 0;
  size_t without_gold = 0;
};
Result<RowCount> CountRows(const DataText& data, const std::string& path,
                           const FieldLayout& layout);

}  // namespace rbench
