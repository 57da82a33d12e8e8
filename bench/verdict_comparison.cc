#include "bench/verdict_comparison.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.h"
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

// A list as it is, anything else as a list of one.
std::vector<Json> Several(const Json& value) {
  if (!value.is_array()) return {value};
  return {value.begin(), value.end()};
}

std::string TextOf(const Json& value) {
  return value.is_string() ? value.get<std::string>() : DumpJson(value);
}

}  // namespace

Result<StoredVerdictFields> ParseStoredVerdictFields(const std::vector<std::string>& changes) {
  StoredVerdictFields fields;
  const std::pair<const char*, std::string*> known[] = {{"id", &fields.id},
                                                        {"gold", &fields.gold},
                                                        {"answer", &fields.answer},
                                                        {"verdict", &fields.verdict},
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
  size_t sum = counts[0][1];
  for (size_t outcome = 1; outcome < counts.size(); ++outcome) sum += counts[outcome][0];
  return sum;
}

Result<VerdictComparison> CompareVerdicts(const std::string& path,
                                          const StoredVerdictFields& fields, const Checker& checker,
                                          GradeMode mode) {
  const FieldLayout layout;
  RBENCH_ASSIGN_OR_RETURN(const DataText data, ReadDataText(path, layout));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<DataRow> rows, ReadRows(data, path, layout));
  VerdictComparison comparison;
  for (size_t number = 0; number < rows.size(); ++number) {
    const DataRow& row = rows[number];
    for (const std::string* name : {&fields.gold, &fields.answer, &fields.verdict}) {
      if (!row.fields.contains(*name)) {
        return InvalidInput(
            fmt::format("{}: no field \"{}\"; name it with --fields NAME=FIELD", row.where, *name));
      }
    }
    Problem problem;
    problem.gold = TextOf(row.fields[fields.gold]);
    if (row.fields.contains(fields.question)) {
      problem.question = TextOf(row.fields[fields.question]);
    }
    if (Status gold = checker.ValidateGold(problem); !gold) {
      ++comparison.gold_refused;
      comparison.refused.push_back(fmt::format("{}: {}", row.where, gold.error().message));
      continue;
    }
    const std::vector<Json> answers = Several(row.fields[fields.answer]);
    const std::vector<Json> verdicts = Several(row.fields[fields.verdict]);
    if (answers.size() != verdicts.size()) {
      return InvalidInput(fmt::format("{}: {} answers and {} verdicts", row.where, answers.size(),
                                      verdicts.size()));
    }
    for (size_t draw = 0; draw < answers.size(); ++draw) {
      const auto theirs = VerdictOf(verdicts[draw]);
      if (!theirs) {
        return InvalidInput(fmt::format("{}: \"{}\" is no verdict (true, false, 1, 0, correct ...)",
                                        row.where, fields.verdict));
      }
      const std::string answer = TextOf(answers[draw]);
      const GradeInput input{answer, false, mode};
      Verdict ours = checker.Grade(problem, input);
      ++comparison.counts[static_cast<size_t>(ours.outcome)][*theirs ? 1 : 0];
      if ((ours.outcome == Outcome::kCorrect) == *theirs) continue;
      std::string id = row.fields.contains(fields.id) ? TextOf(row.fields[fields.id])
                                                      : fmt::format("{}", number);
      if (draw > 0) id += fmt::format("#{}", draw + 1);
      comparison.disagreements.push_back({std::move(id), problem.gold, std::move(ours), *theirs});
    }
  }
  return comparison;
}

Json DisagreementToJson(const Disagreement& disagreement) {
  Json json = {{"id", disagreement.id},
               {"gold", disagreement.gold},
               {"theirs", disagreement.theirs ? "correct" : "wrong"}};
  const Json ours = VerdictToJson(disagreement.ours);
  for (const auto& [key, value] : ours.items()) json[key] = value;
  return json;
}

}  // namespace rbench
