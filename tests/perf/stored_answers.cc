#include "tests/perf/stored_answers.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"

namespace rbench {
namespace {

using Answers = std::vector<StoredAnswer>;

// A JSON value, or one a line.
Result<std::vector<Json>> ReadValues(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFileMaybeGzip(path));
  if (auto whole = ParseJson(text)) return std::vector<Json>{*std::move(whole)};
  std::vector<Json> values;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) {
      RBENCH_ASSIGN_OR_RETURN(Json value,
                              ParseJson(std::string_view(text).substr(begin, end - begin)));
      values.push_back(std::move(value));
    }
    begin = end + 1;
  }
  return values;
}

// The rows of a file: lines, or the members of one array or object.
Result<std::vector<Json>> ReadRows(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(std::vector<Json> values, ReadValues(path));
  if (values.size() != 1) return values;
  const Json whole = std::move(values[0]);
  if (!whole.is_array() && !whole.is_object()) return InvalidInput(path + ": no rows");
  return std::vector<Json>(whole.begin(), whole.end());
}

// The layouts of the folder; false where the row has none of them.
bool AddRow(const Json& row, const std::string& id, Answers& answers) {
  const auto add = [&](std::string gold, const Json& answer, std::optional<bool> expected,
                       bool json = false) {
    const std::string own = fmt::format("{}#{}", id, answers.size());
    answers.push_back({own, std::move(gold), answer.get<std::string>(), expected, json, Json()});
  };
  if (row.contains("code")) {
    for (size_t i = 0; i < row["code"].size(); ++i) {
      add(row["gt"].get<std::string>(), row["code"][i], row["score"][i].get<bool>());
    }
  } else if (row.contains("responses")) {
    for (const Json& response : row["responses"]) {
      add(row["answer"].get<std::string>(), response["content"],
          response["correctness"].get<bool>());
    }
  } else if (row.contains("ground_truth")) {
    // Its last line is "A: 18".
    const std::string truth = row["ground_truth"].get<std::string>();
    for (const Json& system : row) {
      if (system.is_object()) {
        add(truth.substr(truth.rfind(' ') + 1), system["solution"],
            system["is_correct"].get<bool>());
      }
    }
  } else if (row.contains("output")) {
    add(row["answer"].get<std::string>(), row["output"][0], std::nullopt, true);
  } else if (row.contains("prediction")) {
    add(row["answer"].get<std::string>(), row["prediction"], std::nullopt);
  } else {
    return false;
  }
  return true;
}

}  // namespace

Result<Answers> MathVerifyCases(const std::string& data) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<Json> rows,
                          ReadRows(data + "/checker_vectors/math_verify_cases.jsonl"));
  Answers answers;
  for (const Json& row : rows) {
    if (row["config"]["mode"] != "verify") continue;
    answers.push_back({row["id"].get<std::string>(), row["gold"].get<std::string>(),
                       row["pred"].get<std::string>(), row["expected"].get<bool>(), false,
                       row["config"]});
  }
  return answers;
}

Result<Answers> MathModelOutputs(const std::string& data) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(data + "/model_outputs_math")) {
    // Published figures, no outputs.
    if (!entry.path().filename().string().ends_with("_summary.json")) {
      paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  Answers answers;
  for (const std::string& path : paths) {
    RBENCH_ASSIGN_OR_RETURN(const std::vector<Json> rows, ReadRows(path));
    const std::string name = fs::path(path).filename().string();
    for (const Json& row : rows) {
      if (!AddRow(row, name.substr(0, name.find(".json")), answers)) {
        return InvalidInput(path + ": a row of an unknown layout");
      }
    }
  }
  return answers;
}

}  // namespace rbench
