#include "reports/run_record.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/utf8.h"

namespace rbench {
namespace {

Json SamplingToJson(const SamplingParams& sampling) {
  Json json = Json::object();
  json["temperature"] = sampling.temperature;
  json["top_p"] = sampling.top_p;
  json["top_k"] = sampling.top_k;
  json["min_p"] = sampling.min_p;
  json["max_new_tokens"] = sampling.max_new_tokens;
  json["thinking_budget"] = sampling.thinking_budget;
  json["stop"] = sampling.stop;
  json["repetition_stop"] = sampling.repetition_stop;
  json["seed"] = sampling.seed;
  return json;
}

// Reads members of one object; the first that is missing or mistyped is kept as the error.
class MemberReader {
 public:
  MemberReader(const Json& json, std::string_view where) : json_(json), where_(where) {
    if (!json.is_object()) Fail("");
  }

  void Read(const char* key, std::string& out) {
    if (const Json* value = Find(key); value != nullptr && value->is_string()) {
      out = value->get<std::string>();
    } else {
      Fail(key);
    }
  }
  void Read(const char* key, int& out) {
    const Json* value = Find(key);
    const bool whole = value != nullptr && value->is_number_integer();
    const int64_t number = whole ? value->get<int64_t>() : 0;
    if (!whole || number < std::numeric_limits<int>::min() ||
        number > std::numeric_limits<int>::max()) {
      Fail(key);
    } else {
      out = static_cast<int>(number);
    }
  }
  void Read(const char* key, uint64_t& out) {
    if (const Json* value = Find(key); value != nullptr && value->is_number_integer()) {
      out = value->get<uint64_t>();
    } else {
      Fail(key);
    }
  }
  void Read(const char* key, double& out) {
    if (const Json* value = Find(key); value != nullptr && value->is_number()) {
      out = value->get<double>();
    } else {
      Fail(key);
    }
  }
  void Read(const char* key, bool& out) {
    if (const Json* value = Find(key); value != nullptr && value->is_boolean()) {
      out = value->get<bool>();
    } else {
      Fail(key);
    }
  }
  void Read(const char* key, std::vector<std::string>& out) {
    const Json* value = Find(key);
    if (value == nullptr || !value->is_array()) return Fail(key);
    for (const Json& item : *value) {
      if (!item.is_string()) return Fail(key);
      out.push_back(item.get<std::string>());
    }
  }
  const Json* Object(const char* key) {
    const Json* value = Find(key);
    if (value == nullptr || !value->is_object()) Fail(key);
    return value != nullptr && value->is_object() ? value : nullptr;
  }
  Status status() const {
    if (failed_.has_value()) {
      return InvalidInput(fmt::format("{}{} is missing or has another type", where_, *failed_));
    }
    return {};
  }

 private:
  const Json* Find(const char* key) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  void Fail(const char* key) {
    if (!failed_) failed_ = key;
  }

  const Json& json_;
  std::string where_;
  std::optional<std::string> failed_;
};

Status ReadSampling(const Json& json, const std::string& where, SamplingParams& sampling) {
  MemberReader reader(json, where);
  reader.Read("temperature", sampling.temperature);
  reader.Read("top_p", sampling.top_p);
  reader.Read("top_k", sampling.top_k);
  reader.Read("min_p", sampling.min_p);
  reader.Read("max_new_tokens", sampling.max_new_tokens);
  reader.Read("thinking_budget", sampling.thinking_budget);
  reader.Read("stop", sampling.stop);
  reader.Read("repetition_stop", sampling.repetition_stop);
  reader.Read("seed", sampling.seed);
  return reader.status();
}

Status ReadTask(const std::string& name, const Json& json, TaskRunIdentity& task) {
  const std::string where = fmt::format("tasks.{}.", name);
  task.task = name;
  MemberReader reader(json, where);
  reader.Read("sha256", task.sha256);
  reader.Read("prompt", task.prompt);
  reader.Read("fewshot", task.fewshot);
  reader.Read("grader", task.grader);
  reader.Read("mode", task.mode);
  const Json* sampling = reader.Object("sampling");
  RBENCH_RETURN_IF_ERROR(reader.status());
  return ReadSampling(*sampling, where + "sampling.", task.sampling);
}

// A value as a person reads it; long ones are cut.
std::string Shown(const Json* value) {
  if (value == nullptr) return "nothing";
  std::string text =
      EscapeForTerminal(value->is_string() ? value->get<std::string>() : DumpJson(*value));
  if (text.empty()) return "nothing";
  constexpr size_t kMost = 60;
  if (text.size() > kMost) text = text.substr(0, kMost) + "...";
  return text;
}

const Json* MemberOf(const Json& json, const std::string& key) {
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

std::optional<std::string> Difference(const std::string& path, const Json* in_folder,
                                      const Json* asked) {
  const bool both = in_folder != nullptr && asked != nullptr;
  if (both && in_folder->is_object() && asked->is_object()) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [key, value] : in_folder->items()) {
      if (auto found = Difference(prefix + key, &value, MemberOf(*asked, key))) return found;
    }
    for (const auto& [key, value] : asked->items()) {
      if (in_folder->contains(key)) continue;
      if (auto found = Difference(prefix + key, nullptr, &value)) return found;
    }
    return std::nullopt;
  }
  if (both && *in_folder == *asked) return std::nullopt;
  return fmt::format("{}: {} in the folder, {} asked", path, Shown(in_folder), Shown(asked));
}

}  // namespace

Json RunIdentityToJson(const RunIdentity& identity) {
  Json json = Json::object();
  json["schema"] = identity.schema;
  json["protocol"] = identity.protocol;
  const ModelRunIdentity& model = identity.model;
  json["model"] = {{"engine", model.engine},
                   {"sha256", model.sha256},
                   {"numerics", model.numerics},
                   {"tokenizer_sha256", model.tokenizer_sha256},
                   {"template_sha256", model.template_sha256},
                   {"max_context", model.max_context}};
  std::vector<const TaskRunIdentity*> sorted;
  for (const TaskRunIdentity& task : identity.tasks) sorted.push_back(&task);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->task < b->task; });
  Json tasks = Json::object();
  for (const TaskRunIdentity* task : sorted) {
    tasks[task->task] = {{"sha256", task->sha256},   {"prompt", task->prompt},
                         {"fewshot", task->fewshot}, {"grader", task->grader},
                         {"mode", task->mode},       {"sampling", SamplingToJson(task->sampling)}};
  }
  json["tasks"] = std::move(tasks);
  if (identity.sandbox) {
    json["sandbox"] = {{"level", identity.sandbox->level},
                       {"time_factor", identity.sandbox->time_factor}};
  }
  return json;
}

Result<RunIdentity> RunIdentityFromJson(const Json& json) {
  RunIdentity identity;
  MemberReader reader(json, "");
  reader.Read("schema", identity.schema);
  reader.Read("protocol", identity.protocol);
  const Json* model = reader.Object("model");
  const Json* tasks = reader.Object("tasks");
  RBENCH_RETURN_IF_ERROR(reader.status());
  MemberReader model_reader(*model, "model.");
  model_reader.Read("engine", identity.model.engine);
  model_reader.Read("sha256", identity.model.sha256);
  model_reader.Read("numerics", identity.model.numerics);
  model_reader.Read("tokenizer_sha256", identity.model.tokenizer_sha256);
  model_reader.Read("template_sha256", identity.model.template_sha256);
  model_reader.Read("max_context", identity.model.max_context);
  RBENCH_RETURN_IF_ERROR(model_reader.status());
  for (const auto& [name, task_json] : tasks->items()) {
    TaskRunIdentity task;
    RBENCH_RETURN_IF_ERROR(ReadTask(name, task_json, task));
    identity.tasks.push_back(std::move(task));
  }
  if (json.contains("sandbox")) {
    MemberReader sandbox_reader(json["sandbox"], "sandbox.");
    SandboxRunIdentity sandbox;
    sandbox_reader.Read("level", sandbox.level);
    sandbox_reader.Read("time_factor", sandbox.time_factor);
    RBENCH_RETURN_IF_ERROR(sandbox_reader.status());
    if (!(sandbox.time_factor > 0)) return InvalidInput("sandbox.time_factor is not above 0");
    identity.sandbox = sandbox;
  }
  return identity;
}

std::string RunId(const RunIdentity& identity) {
  return Sha256Hex(DumpJson(RunIdentityToJson(identity))).substr(0, 16);
}

std::optional<std::string> IdentityDifference(const Json& in_folder, const Json& asked) {
  return Difference("", &in_folder, &asked);
}

Json RunRecordToJson(const RunRecord& record) {
  Json json = Json::object();
  json["schema"] = record.identity.schema;
  json["run_id"] = RunId(record.identity);
  json["rbench"] = record.rbench_version;
  json["state"] = record.state == RunState::kComplete ? "complete" : "interrupted";
  json["identity"] = RunIdentityToJson(record.identity);
  json["certificate"] = {{"suite_sha256", record.certificate.suite_sha256},
                         {"grader", record.certificate.grader}};
  long long attempts = 0, ungraded = 0, problems = 0;
  Json scores = Json::object();
  for (const TaskSummary& summary : record.scores) {
    attempts += summary.graded_draws + summary.counts.ungraded;
    ungraded += summary.counts.ungraded;
    problems += summary.problems + summary.excluded_problems;
    scores[summary.task] = TaskSummaryToJson(summary);
  }
  json["counts"] = {{"problems", problems},
                    {"attempts", attempts},
                    {"ungraded", ungraded},
                    {"skipped_rows", record.skipped_rows}};
  if (!record.problem_sets.empty()) json["problem_sets"] = record.problem_sets;
  json["scores"] = std::move(scores);
  json["model"] = record.model;
  json["timings"] = record.timings;
  json["machine"] = record.machine;
  return json;
}

}  // namespace rbench
