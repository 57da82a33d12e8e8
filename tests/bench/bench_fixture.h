#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/philox.h"
#include "base/progress.h"
#include "bench/evaluate.h"
#include "models/engine/scripted_engine.h"
#include "tasks/task.h"

// Small tasks with scripted answers, and a run directory reduced to what must not differ between
// equal runs.

namespace rbench {

inline Task MakeTask(const std::string& name, int problems, const std::string& kind = "number") {
  Task task;
  task.manifest.name = name;
  task.manifest.prompt = "r1_math";
  task.identity = "identity of " + name;
  CheckerSpec spec;
  spec.kind = kind;
  auto checker = MakeChecker(spec);
  RBENCH_CHECK(checker.has_value());
  task.manifest.checker = spec;
  task.checker = std::move(checker).value();
  for (int i = 0; i < problems; ++i) {
    Problem problem;
    problem.question = name + ": what is " + std::to_string(i) + " + 1?";
    problem.id = ProblemId(problem.question, {});
    problem.aliases = {name + "/" + std::to_string(i)};
    problem.gold = std::to_string(i + 1);
    task.problems.push_back(std::move(problem));
  }
  return task;
}

// Answers of every kind, a function of (problem, draw, seed, temperature) alone: right, wrong in
// two ways, without an answer, truncated, with thinking, with half a character at the end.
inline Script MixedScript(const std::vector<Task>& tasks) {
  std::map<std::string, std::string> golds;
  for (const Task& task : tasks) {
    for (const Problem& problem : task.problems) {
      golds[task.FullName() + "/" + problem.id] = problem.gold;
    }
  }
  return [golds](const GenerateRequest& request) -> ScriptedAnswer {
    const std::string gold = golds.at(request.problem);
    PhiloxStream random(PhiloxKeyFor(request.sampling.seed, request.problem),
                        static_cast<uint32_t>(request.draw));
    switch (random.NextBelow(8)) {
      case 0:
        return {"so \\boxed{" + gold + "}", FinishReason::kStop};
      case 1:
        return {"<think>hm \"7\"\n</think>\\boxed{" + gold + ".0}", FinishReason::kStop};
      case 2:
        return {"\\boxed{999}", FinishReason::kStop};
      case 3:
        return {"the answer is 999.0", FinishReason::kStop};
      case 4:
        return {"\\boxed{-1}", FinishReason::kLength};
      case 5:
        return {"<think>for ever and ever", FinishReason::kLength};
      case 6:
        return {"\\boxed{" + gold + "} caf\xC3", FinishReason::kContextFull};
      default:
        return {"no idea", FinishReason::kRepetition};
    }
  };
}

inline Progress& QuietProgress() {
  ProgressOptions options;
  options.quiet = true;
  options.fd = -1;
  static Progress progress(options);
  return progress;
}

// id -> line without its timings.
inline std::map<std::string, std::string> AttemptLines(const std::string& folder) {
  std::map<std::string, std::string> lines;
  const auto text = ReadFile(folder + "/attempts.jsonl");
  if (!text) return lines;
  size_t start = 0;
  while (start < text->size()) {
    const size_t end = text->find('\n', start);
    if (end == std::string::npos) break;
    auto line = ParseJson(std::string_view(*text).substr(start, end - start));
    RBENCH_CHECK(line.has_value());
    start = end + 1;
    if (line->contains("run")) continue;
    line->erase("timings");
    const std::string id = DumpJson((*line)["id"]);
    lines[id] = DumpJson(*line);
  }
  return lines;
}

// Everything of run.json that equal runs share.
inline std::string StableRecord(const std::string& folder) {
  auto json = ReadJsonFile(folder + "/run.json");
  if (!json) return "no run.json: " + json.error().message;
  json->erase("timings");
  json->erase("machine");
  return DumpJsonPretty(*json);
}

inline EvaluateOptions RunOptions(const std::string& folder, int draws) {
  EvaluateOptions options;
  options.out_dir = folder;
  options.protocol.draws = draws;
  options.protocol.seed = 5;
  options.protocol.sampling.temperature = 0.6;
  options.grade_threads = 2;
  return options;
}

}  // namespace rbench
