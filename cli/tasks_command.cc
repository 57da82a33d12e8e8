#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/data_flags.h"
#include "tasks/task.h"

namespace rbench {
namespace {

Json ListingJson(const TaskListing& task) {
  return Json{{"name", task.name},
              {"description", task.description},
              {"generated", task.built_in_generator},
              {"found", task.found},
              {"path", task.path},
              {"sha256", task.sha256},
              {"wanted", task.wanted},
              {"rows", task.rows},
              {"subsets", task.subsets},
              {"skipped", task.skipped},
              {"notes", task.notes}};
}

std::string ListingText(const std::vector<TaskListing>& tasks) {
  std::string found =
      fmt::format("{:<16} {:>6}  {:<12}  {}\n", "task", "rows", "sha256", "what and where");
  std::string missing;
  for (const TaskListing& task : tasks) {
    if (!task.found) {
      missing += fmt::format("{:<16} {}\n", task.name, task.wanted);
      for (const std::string& note : task.notes) {
        missing += fmt::format("{:<16} {}\n", "", EscapeForTerminal(note));
      }
      continue;
    }
    const std::string where = task.built_in_generator ? "built in" : task.path;
    found += fmt::format("{:<16} {:>6}  {:<12}  {} ({})\n", task.name, task.rows,
                         task.sha256.substr(0, 12), task.description, where);
    for (const auto& [reason, rows] : task.skipped) {
      found += fmt::format("{:<38}  {} rows left out: {}\n", "", rows, reason);
    }
    for (const std::string& note : task.notes) {
      found += fmt::format("{:<38}  note: {}\n", "", EscapeForTerminal(note));
    }
    if (!task.subsets.empty()) {
      found += fmt::format("{:<38}  subsets: {}:{}\n", "", task.name,
                           fmt::join(task.subsets, ", " + task.name + ":"));
    }
  }
  if (!missing.empty())
    found += "\nnot found (give the folder with --data or RBENCH_DATA):\n" + missing;
  return found;
}

}  // namespace

int TasksCommand(const std::vector<std::string>& arguments) {
  Flags flags("tasks [flags]",
              "Lists every known task: rows and hash of what was found, and for what is missing "
              "the place, file name and sha256 wanted.",
              {"rbench tasks", "rbench tasks --data /data/benchmarks", "rbench tasks --json"});
  DataFlags data;
  bool json = false;
  data.AddTo(flags);
  flags.AddSwitch("--json", &json, "one JSON object a line");
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;

  const std::vector<TaskListing> tasks = ListTasks(data.Search());
  if (!json) {
    Print(ListingText(tasks));
    return kExitOk;
  }
  for (const TaskListing& task : tasks) Print(DumpJson(ListingJson(task)) + "\n");
  return kExitOk;
}

}  // namespace rbench
