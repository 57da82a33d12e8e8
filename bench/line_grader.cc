#include "bench/line_grader.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "bench/rollout.h"
#include "tasks/code/value_json.h"

namespace rbench {
namespace {

// More checkers than this in one stream are made anew each time instead of being kept.
constexpr size_t kMaxKeptCheckers = 256;

// A gold is a string, a number, or an object with tests, which is taken as it is written: its
// integers may be larger than the parser's.
std::optional<std::string> GoldOf(JsonView line, std::string_view text) {
  const JsonView gold = line["gold"];
  if (const auto string = gold.AsString()) return std::string(*string);
  if (gold.kind() == JsonView::Kind::kNumber) return gold.Dump();
  if (gold.kind() == JsonView::Kind::kObject) return std::string(JsonMemberText(text, "gold"));
  return std::nullopt;
}

Result<std::string> TextAt(JsonView line, std::string_view key) {
  const auto text = line[key].AsString();
  if (!text) return InvalidInput(fmt::format("\"{}\" is missing or is not a string", key));
  return std::string(*text);
}

// The line's id as JSON, null where there is none.
Json IdOf(JsonView line) {
  const JsonView id = line["id"];
  if (id.missing()) return Json();
  const auto json = ParseJson(id.Dump());
  return json ? *json : Json();
}

Problem ProblemFromLine(JsonView line, std::string gold) {
  Problem problem;
  problem.question = std::string(line["question"].AsString().value_or(""));
  line["options"].ForEachElement(
      [&](JsonView option) { problem.options.emplace_back(option.AsString().value_or("")); });
  problem.gold = std::move(gold);
  problem.id = ProblemId(problem.question, problem.options);
  return problem;
}

}  // namespace

LineGrader::LineGrader(Defaults defaults) : defaults_(std::move(defaults)) {}

Json LineGrader::LineError(std::string_view message) {
  return Json{{"error", EscapeForTerminal(message)}};
}

Json LineGrader::Grade(JsonView line, std::string_view text) {
  auto result = TryGrade(line, text);
  Json out = Json::object();
  if (Json id = IdOf(line); !id.is_null()) out["id"] = std::move(id);
  if (!result) {
    out["error"] = result.error().message;
    return out;
  }
  for (auto& [key, value] : result->items()) out[key] = std::move(value);
  return out;
}

Result<Json> LineGrader::TryGrade(JsonView line, std::string_view text) {
  if (line.kind() != JsonView::Kind::kObject) return InvalidInput("the line is not a JSON object");
  RBENCH_ASSIGN_OR_RETURN(const std::string answer, TextAt(line, "answer"));
  GradeMode mode = defaults_.mode;
  if (!line["mode"].missing()) {
    RBENCH_ASSIGN_OR_RETURN(const std::string name, TextAt(line, "mode"));
    RBENCH_ASSIGN_OR_RETURN(mode, GradeModeFromName(name));
  }
  RBENCH_ASSIGN_OR_RETURN(const Target target, TargetOf(line));
  const GradeInput input{answer, false, mode};
  if (target.problem != nullptr) {
    return VerdictToJson(target.checker->Grade(*target.problem, input));
  }
  auto gold = GoldOf(line, text);
  if (!gold) return InvalidInput("\"gold\" is missing (and the line names no problem of a task)");
  const Problem problem = ProblemFromLine(line, *std::move(gold));
  RBENCH_RETURN_IF_ERROR(target.checker->ValidateGold(problem));
  return VerdictToJson(target.checker->Grade(problem, input));
}

Result<LineGrader::Target> LineGrader::TargetOf(JsonView line) {
  const Task* task = defaults_.task;
  if (!line["task"].missing()) {
    RBENCH_ASSIGN_OR_RETURN(const std::string name, TextAt(line, "task"));
    if (!defaults_.find_task) return InvalidInput("\"task\" cannot be used here");
    RBENCH_ASSIGN_OR_RETURN(task, defaults_.find_task(name));
  }
  Target target;
  const bool own_checker = !line["checker"].missing();
  if (task != nullptr && !own_checker) {
    target.checker = task->checker.get();
  } else {
    std::string kind = defaults_.checker;
    if (own_checker) {
      RBENCH_ASSIGN_OR_RETURN(kind, TextAt(line, "checker"));
    }
    if (kind.empty()) {
      return InvalidInput(
          "neither a task nor a checker: give --task, --checker, or one in the line");
    }
    RBENCH_ASSIGN_OR_RETURN(target.checker, CheckerFor(kind, line["policy"]));
  }
  if (task == nullptr || !line["gold"].missing()) return target;
  const char* key = line["problem"].missing() ? "id" : "problem";
  RBENCH_ASSIGN_OR_RETURN(const std::string name, TextAt(line, key));
  target.problem = FindProblem(*task, name);
  if (target.problem == nullptr) {
    return NotFound(fmt::format("task {} has no problem \"{}\" and the line has no gold",
                                task->FullName(), EscapeForTerminal(name)));
  }
  return target;
}

Result<const Checker*> LineGrader::CheckerFor(const std::string& kind, JsonView policy) {
  CheckerSpec spec;
  spec.kind = kind;
  if (!policy.missing()) {
    if (policy.kind() != JsonView::Kind::kObject) {
      return InvalidInput("\"policy\" is not an object of checker options");
    }
    RBENCH_ASSIGN_OR_RETURN(spec.options, ParseJson(policy.Dump()));
  }
  const std::string key = kind + "\n" + DumpJson(spec.options);
  if (const auto found = checkers_.find(key); found != checkers_.end()) return found->second.get();
  RBENCH_ASSIGN_OR_RETURN(auto checker, MakeChecker(spec, defaults_.tools));
  if (checkers_.size() >= kMaxKeptCheckers) checkers_.clear();
  return checkers_.emplace(key, std::move(checker)).first->second.get();
}

const Problem* LineGrader::FindProblem(const Task& task, std::string_view name) {
  const auto [place, is_new] = problems_.try_emplace(&task);
  ProblemIndex& index = place->second;
  if (is_new) {
    for (const Problem& problem : task.problems) index.emplace(problem.id, &problem);
    for (const Problem& problem : task.problems) {
      for (const std::string& alias : problem.aliases) index.emplace(alias, &problem);
    }
  }
  const auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace rbench
