#include "tasks/task.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.h"
#include "base/sha256.h"
#include "tasks/code_options.h"
#include "tasks/code_problems.h"
#include "tasks/generators/code/code_suite.h"
#include "tasks/generators/suite.h"
#include "tasks/prompt_variant.h"
#include "tasks/row_mapping.h"
#include "tasks/task_catalog.h"

namespace rbench {
namespace {

// The problems of one split with what was found out about their file.
struct LoadedSplit {
  std::vector<MappedRow> rows;
  std::map<std::string, int> skipped;
  std::string path;
  std::string stored_sha256;
  std::string expanded_sha256;
  std::vector<std::string> warnings;
  std::shared_ptr<const CodeProblemTable> code;  // of programming problems
};

// The hashes of what was read, and a warning for every file that is not as published.
void SetHashes(const LocatedFile& file, const std::vector<DataHashes>& hashes, LoadedSplit& split) {
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (IsPublished(file.files[i], hashes[i])) continue;
    split.warnings.push_back(
        fmt::format("{}: sha256 {} is not the published one ({}); the task's identity differs",
                    file.paths[i], hashes[i].stored, file.files[i].sha256.front()));
  }
  const DataHashes all = CombinedHashes(file, hashes);
  split.stored_sha256 = all.stored;
  split.expanded_sha256 = all.expanded;
}

Result<LoadedSplit> LoadSplit(const TaskDefinition& definition, const LocatedFile& file,
                              bool with_reasoning) {
  const FieldLayout* layout = definition.FindLayout(file.declared->layout);
  RBENCH_CHECK(layout != nullptr);
  LoadedSplit split;
  split.path = file.path();
  if (!layout->code.empty()) {
    RBENCH_ASSIGN_OR_RETURN(LoadedCode loaded, LoadCodeFiles(*layout, file.paths));
    SetHashes(file, loaded.files, split);
    if (loaded.public_only > 0) {
      split.warnings.push_back(
          fmt::format("{}: {} problems are judged by their public tests only, hidden ones are not "
                      "there: scores are too high",
                      file.path(), loaded.public_only));
    }
    split.rows = std::move(loaded.rows.rows);
    split.skipped = std::move(loaded.rows.skipped);
    split.code = std::move(loaded.table);
    return split;
  }
  std::vector<DataHashes> hashes;
  for (const std::string& path : file.paths) {  // one text in memory at a time
    RBENCH_ASSIGN_OR_RETURN(const DataText data, ReadDataText(path, *layout));
    hashes.push_back(data.hashes);
    RBENCH_ASSIGN_OR_RETURN(const std::vector<DataRow> rows, ReadRows(data, path, *layout));
    RBENCH_ASSIGN_OR_RETURN(MappedRows mapped,
                            MapRows(rows, *layout, definition.skip, with_reasoning));
    split.rows.insert(split.rows.end(), std::make_move_iterator(mapped.rows.begin()),
                      std::make_move_iterator(mapped.rows.end()));
    for (const auto& [reason, count] : mapped.skipped) split.skipped[reason] += count;
  }
  SetHashes(file, hashes, split);
  return split;
}

// "a" and "b" as golds of one question.
bool GoldsAgree(const Checker& checker, const Problem& first, const Problem& second) {
  if (first.gold == second.gold) return true;
  GradeInput input;
  input.completion = second.gold;
  input.mode = GradeMode::kBare;
  return checker.Grade(first, input).outcome == Outcome::kCorrect;
}

// Golds that equal themselves, unique ids: repeats of a question get "#2", "#3".
Status CheckRows(const Checker& checker, std::vector<MappedRow>& rows,
                 std::vector<std::string>& warnings) {
  std::unordered_map<std::string, std::pair<size_t, int>> by_id;  // id -> first row, times seen
  std::unordered_map<std::string, std::pair<size_t, std::string>> by_alias;
  int repeats = 0;
  std::string first_repeat;
  for (size_t i = 0; i < rows.size(); ++i) {
    Problem& problem = rows[i].problem;
    if (Status gold = checker.ValidateGold(problem); !gold)
      return std::move(gold).error().WithContext(rows[i].where);
    const std::string id = problem.id;
    auto& [first, times] = by_id.try_emplace(id, i, 0).first->second;
    if (++times > 1) {
      if (!GoldsAgree(checker, rows[first].problem, problem)) {
        return InvalidInput(fmt::format(
            "{}: the question of {} again (id {}), with gold \"{}\" instead of \"{}\"",
            rows[i].where, rows[first].where, id, problem.gold, rows[first].problem.gold));
      }
      problem.id = fmt::format("{}#{}", id, times);
      if (repeats++ == 0)
        first_repeat = fmt::format("{} repeats {}", rows[i].where, rows[first].where);
    }
    for (const std::string& alias : problem.aliases) {
      const auto [found, inserted] = by_alias.try_emplace(alias, i, id);
      if (inserted || found->second.second == id) continue;
      return InvalidInput(fmt::format("{}: published id \"{}\" is taken by {}", rows[i].where,
                                      alias, rows[found->second.first].where));
    }
  }
  if (repeats > 0)
    warnings.push_back(fmt::format("{} exact repeats of questions ({})", repeats, first_repeat));
  return {};
}

bool Matches(const Problem& problem, const SubsetConditions& conditions) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const auto& condition) {
    if (!problem.extra.is_object()) return false;
    const auto value = problem.extra.find(condition.first);
    if (value == problem.extra.end()) return false;
    const std::string text = FieldText(*value);
    return std::find(condition.second.begin(), condition.second.end(), text) !=
           condition.second.end();
  });
}

Status SelectSubset(const TaskDefinition& definition, const std::string& subset,
                    std::vector<MappedRow>& rows) {
  if (subset.empty()) return {};
  const SubsetConditions* conditions = definition.FindSubset(subset);
  if (conditions == nullptr) {
    std::vector<std::string> known;
    for (const auto& [name, unused] : definition.subsets) known.push_back(name);
    return NotFound(fmt::format("task {} has no subset \"{}\"{}", definition.manifest.name, subset,
                                DidYouMean(subset, known)));
  }
  std::erase_if(rows, [&](const MappedRow& row) { return !Matches(row.problem, *conditions); });
  return {};
}

void AddProblem(Sha256& hash, const Problem& problem) {
  const Json json = {
      {"id", problem.id},
      {"question", problem.question},
      {"options", problem.options},
      {"gold", problem.gold},
      {"extra", problem.extra}};  // reasoning of shots, tolerances and units of golds
  hash.Update(DumpJson(json) + "\n");
}

std::string IdentityOf(const Task& task, const std::string& expanded_sha256) {
  const Manifest& manifest = task.manifest;
  const Json head = {{"name", manifest.name},
                     {"version", manifest.version},
                     {"subset", task.subset},
                     {"prompt", manifest.prompt},
                     {"fewshot", manifest.fewshot},
                     {"prompt_texts", PromptFingerprint()},
                     {"checker", task.checker->identity()},
                     {"data", expanded_sha256}};
  Sha256 hash;
  hash.Update(DumpJson(head) + "\n");
  for (const Problem& problem : task.problems) AddProblem(hash, problem);
  hash.Update("shots\n");
  for (const Problem& shot : task.shots) AddProblem(hash, shot);
  return hash.HexDigest();
}

std::vector<Problem> ProblemsOf(std::vector<MappedRow> rows) {
  std::vector<Problem> problems;
  problems.reserve(rows.size());
  for (MappedRow& row : rows) problems.push_back(std::move(row.problem));
  return problems;
}

Result<LoadedSplit> LoadGenerated(const TaskDefinition& definition) {
  RBENCH_ASSIGN_OR_RETURN(LoadedCode code, LoadCodeSuite(definition.suite));
  if (code.table != nullptr) {
    LoadedSplit split;
    split.path = fmt::format("generated:{}", definition.suite);
    split.stored_sha256 = split.expanded_sha256 = FindCodeSuite(definition.suite)->release_sha256;
    split.rows = std::move(code.rows.rows);
    split.code = std::move(code.table);
    return split;
  }
  const Suite* suite = FindSuite(definition.suite);
  if (suite == nullptr)
    return NotFound(fmt::format("no generated suite is called \"{}\"", definition.suite));
  LoadedSplit split;
  split.path = fmt::format("generated:{}", suite->name);
  split.stored_sha256 = split.expanded_sha256 = Sha256Hex(ReleaseText(*suite));
  if (split.stored_sha256 != suite->release_sha256) {
    return InternalError(fmt::format("suite {} version {} does not reproduce its release",
                                     suite->name, suite->version));
  }
  for (Problem& problem : GenerateRelease(*suite)) {
    std::string where = fmt::format("suite {}: problem {}", suite->name, split.rows.size());
    split.rows.push_back({std::move(problem), std::move(where)});
  }
  return split;
}

Status LoadShots(const TaskDefinition& definition, const TaskSearch& search, Task& task) {
  if (definition.shots_split.empty()) return {};
  const auto file = LocateData(definition, definition.shots_split, search.data_directories);
  if (!file) return {};  // BuildPrompt says what is missing once shots are asked for
  RBENCH_ASSIGN_OR_RETURN(LoadedSplit split, LoadSplit(definition, *file, true));
  RBENCH_RETURN_IF_ERROR(CheckRows(*task.checker, split.rows, split.warnings));
  for (std::string& warning : split.warnings) task.warnings.push_back(std::move(warning));
  task.shots = ProblemsOf(std::move(split.rows));
  return {};
}

Result<Task> LoadEntry(const CatalogEntry& entry, const std::string& subset,
                       const TaskSearch& search) {
  TaskDefinition definition = entry.definition;
  RBENCH_RETURN_IF_ERROR(ApplySelections(search.selections, definition));
  Task task;
  task.manifest = definition.manifest;
  task.subset = subset;
  RBENCH_ASSIGN_OR_RETURN(task.checker, MakeChecker(definition.manifest.checker, search.tools));
  LoadedSplit split;
  if (!definition.suite.empty()) {
    RBENCH_ASSIGN_OR_RETURN(split, LoadGenerated(definition));
  } else {
    RBENCH_ASSIGN_OR_RETURN(
        const LocatedFile file,
        LocateData(definition, definition.problems_split, search.data_directories));
    RBENCH_ASSIGN_OR_RETURN(split, LoadSplit(definition, file, false));
  }
  if (split.code != nullptr) {
    RBENCH_ASSIGN_OR_RETURN(task.checker, MakeProgramChecker(definition.manifest.checker.options,
                                                             split.code, search.tools));
  }
  RBENCH_RETURN_IF_ERROR(CheckRows(*task.checker, split.rows, split.warnings));
  // Generated suites show other problems of the same release.
  if (!definition.suite.empty()) {
    for (const MappedRow& row : split.rows) task.shots.push_back(row.problem);
  }
  RBENCH_RETURN_IF_ERROR(SelectSubset(definition, subset, split.rows));
  task.problems = ProblemsOf(std::move(split.rows));
  task.skipped = std::move(split.skipped);
  task.warnings = std::move(split.warnings);
  task.data_path = split.path;
  task.data_sha256 = split.stored_sha256;
  if (task.problems.empty()) {
    std::string reasons;
    for (const auto& [reason, rows] : task.skipped)
      reasons += fmt::format("{}{} rows {}", reasons.empty() ? " (" : ", ", rows, reason);
    return InvalidInput(
        fmt::format("{}: no problem to ask{}", split.path, reasons.empty() ? "" : reasons + ")"));
  }
  if (split.code != nullptr) {
    std::vector<std::string> hashes;
    for (const Problem& problem : task.problems) hashes.push_back(problem.gold);
    task.problem_set_sha256 = ProblemSetHash(std::move(hashes));
  }
  RBENCH_RETURN_IF_ERROR(LoadShots(definition, search, task));
  task.identity = IdentityOf(task, split.expanded_sha256);
  return task;
}

}  // namespace

Result<Task> LoadTask(const std::string& name, const TaskSearch& search) {
  const size_t colon = std::min(name.find(':'), name.size());
  const std::string subset = colon == name.size() ? "" : name.substr(colon + 1);
  if (colon + 1 == name.size())
    return InvalidInput(fmt::format("task \"{}\": the subset after : is empty", name));
  const TaskCatalog catalog = ReadCatalog(search);
  RBENCH_ASSIGN_OR_RETURN(const CatalogEntry* entry, catalog.Find(name.substr(0, colon)));
  for (const std::string& selection : search.selections) {
    auto named = catalog.Find(selection.substr(0, selection.find_first_of(".=")));
    if (!named) return std::move(named).error().WithContext("--select " + selection);
  }
  Result<Task> task = LoadEntry(*entry, subset, search);
  if (!task) return std::move(task).error().WithContext("task " + name);
  return task;
}

}  // namespace rbench
