#include "bench/verdict_comparison.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/nearest.h"
#include "bench/field_path.h"
#include "tasks/answer_text.h"
#include "tasks/data_rows.h"

namespace rbench {
namespace {

std::optional<bool> VerdictOf(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>() > 0.5;
  if (!value.is_string()) return std::nullopt;
  const std::string text = value.get<std::string>();
  if (text == "true" || text == "True" || text == "1") return true;
  if (text == "false" || text == "False" || text == "0") return false;
  if (const auto outcome = OutcomeFromName(text)) return *outcome == Outcome::kCorrect;
  return std::nullopt;
}

std::string TextOf(const Json& value) {
  return value.is_string() ? value.get<std::string>() : DumpJson(value);
}

// The values at a path, the items of a list one by one. Names begin with "#" where not empty.
std::vector<FieldValue> Draws(const Json& row, const std::string& path) {
  std::vector<FieldValue> draws;
  for (FieldValue& field : ValuesAt(row, path)) {
    const std::string name = field.name.empty() ? "" : "#" + field.name;
    if (!field.value->is_array()) {
      draws.push_back({name, field.value});
      continue;
    }
    for (size_t i = 0; i < field.value->size(); ++i) {
      draws.push_back({i == 0 ? name : fmt::format("{}#{}", name, i + 1), &(*field.value)[i]});
    }
  }
  return draws;
}

Result<std::vector<DataRow>> RowsOf(const std::string& path, const StoredVerdictFields& fields) {
  if (fields.rows.empty()) {
    const FieldLayout layout;
    RBENCH_ASSIGN_OR_RETURN(const DataText data, ReadDataText(path, layout));
    return ReadRows(data, path, layout);
  }
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFileMaybeGzip(path, kMaxDataBytes));
  auto document = ParseJson(text);
  if (!document) return std::move(document).error().WithContext(path);
  std::vector<DataRow> rows;
  for (const FieldValue& row : ValuesAt(*document, fields.rows)) {
    rows.push_back({fmt::format("{}: item {}", path, rows.size() + 1), *row.value});
  }
  if (rows.empty()) {
    return InvalidInput(fmt::format("{}: nothing at \"{}\" (rows)", path, fields.rows));
  }
  return rows;
}

Result<Problem> ProblemOf(const DataRow& row, const StoredVerdictFields& fields) {
  const std::vector<FieldValue> golds = ValuesAt(row.fields, fields.gold);
  if (golds.size() != 1) {
    return InvalidInput(fmt::format("{}: {} \"{}\"; name it with --fields gold=FIELD", row.where,
                                    golds.empty() ? "no field" : "several fields", fields.gold));
  }
  Problem problem;
  problem.gold = TextOf(*golds[0].value);
  if (!fields.gold_after.empty()) {
    const size_t mark = problem.gold.rfind(fields.gold_after);
    if (mark == std::string::npos) {
      return InvalidInput(fmt::format("{}: no \"{}\" in \"{}\" (gold_after)", row.where,
                                      fields.gold_after, fields.gold));
    }
    problem.gold = Trim(std::string_view(problem.gold).substr(mark + fields.gold_after.size()));
  }
  const std::vector<FieldValue> questions = ValuesAt(row.fields, fields.question);
  if (questions.size() == 1) problem.question = TextOf(*questions[0].value);
  return problem;
}

// An answer and its stored verdict.
struct StoredVerdict {
  std::string draw;  // the end of its id
  std::string answer;
  bool theirs = false;
};

Result<std::vector<StoredVerdict>> VerdictsOf(const DataRow& row,
                                              const StoredVerdictFields& fields) {
  const std::vector<FieldValue> answers = Draws(row.fields, fields.answer);
  const std::vector<FieldValue> verdicts = Draws(row.fields, fields.verdict);
  for (const auto& [found, name, path] :
       {std::tuple{&answers, "answer", &fields.answer}, {&verdicts, "verdict", &fields.verdict}}) {
    if (found->empty()) {
      return InvalidInput(fmt::format("{}: no field \"{}\"; name it with --fields {}=FIELD",
                                      row.where, *path, name));
    }
  }
  if (answers.size() != verdicts.size()) {
    return InvalidInput(
        fmt::format("{}: {} answers and {} verdicts", row.where, answers.size(), verdicts.size()));
  }
  std::vector<StoredVerdict> stored;
  for (size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].name != verdicts[i].name) {
      return InvalidInput(fmt::format("{}: answer \"{}\" stands beside verdict \"{}\"", row.where,
                                      answers[i].name, verdicts[i].name));
    }
    const auto theirs = VerdictOf(*verdicts[i].value);
    if (!theirs) {
      return InvalidInput(fmt::format("{}: \"{}\" is no verdict (true, false, 1, 0, correct ...)",
                                      row.where, fields.verdict));
    }
    stored.push_back({answers[i].name, TextOf(*answers[i].value), *theirs});
  }
  return stored;
}

}  // namespace

Result<StoredVerdictFields> ParseStoredVerdictFields(const std::vector<std::string>& changes) {
  StoredVerdictFields fields;
  const std::pair<const char*, std::string*> known[] = {
      {"rows", &fields.rows},        {"id", &fields.id},
      {"gold", &fields.gold},        {"gold_after", &fields.gold_after},
      {"answer", &fields.answer},    {"verdict", &fields.verdict},
      {"question", &fields.question}};
  for (const std::string& change : changes) {
    const size_t equals = change.find('=');
    std::string* field = nullptr;
    std::vector<std::string> names;
    for (const auto& [name, place] : known) {
      names.push_back(name);
      if (change.substr(0, equals) == name) field = place;
    }
    if (equals == std::string::npos || field == nullptr || equals + 1 == change.size()) {
      return InvalidInput(fmt::format("\"{}\" is no NAME=FIELD with NAME one of {}{}", change,
                                      fmt::join(names, ", "),
                                      DidYouMean(change.substr(0, equals), names)));
    }
    *field = change.substr(equals + 1);
  }
  return fields;
}

size_t VerdictComparison::total() const {
  size_t sum = 0;
  for (const auto& row : counts) sum += row[0] + row[1];
  return sum;
}

size_t VerdictComparison::agreed() const {
  return total() - disagreements.size() - undecided.size();
}

Result<VerdictComparison> CompareVerdicts(const std::string& path,
                                          const StoredVerdictFields& fields, const Checker& checker,
                                          GradeMode mode) {
  RBENCH_ASSIGN_OR_RETURN(const std::vector<DataRow> rows, RowsOf(path, fields));
  VerdictComparison comparison;
  for (size_t number = 0; number < rows.size(); ++number) {
    const DataRow& row = rows[number];
    RBENCH_ASSIGN_OR_RETURN(const Problem problem, ProblemOf(row, fields));
    RBENCH_ASSIGN_OR_RETURN(const std::vector<StoredVerdict> stored, VerdictsOf(row, fields));
    if (Status gold = checker.ValidateGold(problem); !gold) {
      ++comparison.gold_refused;
      comparison.refused.push_back(fmt::format("{}: {}", row.where, gold.error().message));
      continue;
    }
    const std::vector<FieldValue> ids = ValuesAt(row.fields, fields.id);
    const std::string id = ids.size() == 1 ? TextOf(*ids[0].value) : fmt::format("{}", number);
    for (const StoredVerdict& one : stored) {
      Verdict ours = checker.Grade(problem, {one.answer, false, mode});
      ++comparison.counts[static_cast<size_t>(ours.outcome)][one.theirs ? 1 : 0];
      const bool undecided =
          ours.outcome == Outcome::kUndecided || ours.outcome == Outcome::kUngraded;
      if (!undecided && (ours.outcome == Outcome::kCorrect) == one.theirs) continue;
      (undecided ? comparison.undecided : comparison.disagreements)
          .push_back({id + one.draw, problem.gold, std::move(ours), one.theirs});
    }
  }
  return comparison;
}

Json ComparedVerdictToJson(const ComparedVerdict& compared) {
  Json json = {{"id", compared.id},
               {"gold", compared.gold},
               {"theirs", compared.theirs ? "correct" : "wrong"}};
  const Json ours = VerdictToJson(compared.ours);
  for (const auto& [key, value] : ours.items()) json[key] = value;
  return json;
}

}  // namespace rbench
