#include "bench/protocol.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.h"
#include "tasks/prompt_variant.h"

namespace rbench {
namespace {

constexpr int kDefaultNewTokens = 1024;
constexpr int kMaxDraws = 8192;  // the exact statistics end here

struct ProtocolRow {
  const char* name;
  double temperature;
  double top_p;
  int max_new_tokens;
  const char* prompt;
  const char* code_prompt;  // of programming problems
  int fewshot;
};

// R1: "DeepSeek-R1", section 3 and the README's usage notes: 0.6, 0.95, 32,768 tokens, zero-shot,
// \boxed{} directive.
constexpr ProtocolRow kProtocols[] = {
    {"r1", 0.6, 0.95, 32768, "r1_math", "r1_code", 0},
};

Result<const ProtocolRow*> FindProtocol(const std::string& name) {
  if (name.empty()) return static_cast<const ProtocolRow*>(nullptr);
  for (const ProtocolRow& row : kProtocols) {
    if (name == row.name) return &row;
  }
  const std::vector<std::string> names = ProtocolNames();
  return NotFound(fmt::format("unknown protocol \"{}\"{}; known: {}", name, DidYouMean(name, names),
                              fmt::join(names, ", ")));
}

Status OutOfRange(std::string_view what, std::string_view range) {
  return InvalidInput(fmt::format("{} must be {}", what, range));
}

Status CheckRanges(const SamplingParams& sampling, int draws, int fewshot) {
  if (!(sampling.temperature >= 0 && sampling.temperature <= 100)) {
    return OutOfRange("temperature", "from 0 to 100");
  }
  if (!(sampling.top_p > 0 && sampling.top_p <= 1)) {
    return OutOfRange("top-p", "above 0 and at most 1");
  }
  if (sampling.top_k < 0) return OutOfRange("top-k", "0 (off) or more");
  if (!(sampling.min_p >= 0 && sampling.min_p < 1)) {
    return OutOfRange("min-p", "from 0 to below 1");
  }
  if (sampling.max_new_tokens < 1) return OutOfRange("max-new-tokens", "1 or more");
  if (sampling.thinking_budget < -1) return OutOfRange("thinking-budget", "0 or more, or -1");
  if (draws < 1 || draws > kMaxDraws) {
    return OutOfRange("n (draws per problem)", fmt::format("from 1 to {}", kMaxDraws));
  }
  if (fewshot < 0) return OutOfRange("num-fewshot", "0 or more");
  for (const std::string& stop : sampling.stop) {
    if (stop.empty()) return OutOfRange("a stop string", "at least one byte long");
  }
  return {};
}

SamplingParams ResolveSampling(const Task& task, const ProtocolRequest& request,
                               const ProtocolRow* protocol) {
  const TaskSampling& own = task.manifest.sampling;
  const SamplingOverrides& asked = request.sampling;
  SamplingParams sampling;
  sampling.max_new_tokens = kDefaultNewTokens;
  if (protocol != nullptr) {
    sampling.temperature = protocol->temperature;
    sampling.top_p = protocol->top_p;
    sampling.max_new_tokens = protocol->max_new_tokens;
  } else {
    sampling.temperature = own.temperature.value_or(sampling.temperature);
    sampling.top_p = own.top_p.value_or(sampling.top_p);
    sampling.max_new_tokens = own.max_new_tokens.value_or(sampling.max_new_tokens);
    sampling.stop = own.stop;
  }
  sampling.temperature = asked.temperature.value_or(sampling.temperature);
  sampling.top_p = asked.top_p.value_or(sampling.top_p);
  sampling.top_k = asked.top_k.value_or(sampling.top_k);
  sampling.min_p = asked.min_p.value_or(sampling.min_p);
  sampling.max_new_tokens = asked.max_new_tokens.value_or(sampling.max_new_tokens);
  sampling.thinking_budget = asked.thinking_budget.value_or(sampling.thinking_budget);
  sampling.stop = asked.stop.value_or(sampling.stop);
  sampling.repetition_stop = asked.repetition_stop.value_or(sampling.repetition_stop);
  sampling.seed = request.seed;
  return sampling;
}

std::string PromptOf(const Task& task, const ProtocolRow* protocol) {
  if (protocol == nullptr) return task.manifest.prompt;
  return task.manifest.checker.kind == "program" ? protocol->code_prompt : protocol->prompt;
}

int ResolveDraws(const Task& task, const ProtocolRequest& request, const ProtocolRow* protocol,
                 std::vector<std::string>& warnings) {
  if (request.draws) return *request.draws;
  const int own = task.manifest.sampling.draws.value_or(1);
  if (protocol == nullptr) return own;
  if (task.manifest.r1_draws > 0) return task.manifest.r1_draws;
  warnings.push_back(fmt::format("task {} is not part of protocol {}: taking {} draw{} per problem",
                                 task.FullName(), protocol->name, own, own == 1 ? "" : "s"));
  return own;
}

}  // namespace

Result<RolloutTask> ResolveTask(const Task& task, const ProtocolRequest& request,
                                std::vector<std::string>& warnings) {
  RBENCH_ASSIGN_OR_RETURN(const ProtocolRow* protocol, FindProtocol(request.protocol));
  RolloutTask resolved;
  resolved.task = &task;
  resolved.sampling = ResolveSampling(task, request, protocol);
  resolved.draws = ResolveDraws(task, request, protocol, warnings);
  resolved.mode = request.mode.value_or(GradeMode::kLenient);
  resolved.limit = request.limit;
  resolved.prompt.variant = PromptOf(task, protocol);
  if (!request.prompt_variant.empty()) resolved.prompt.variant = request.prompt_variant;
  if (auto stops = StopsOfVariant(task, resolved.prompt.variant);
      !request.sampling.stop && !stops.empty()) {
    resolved.sampling.stop = std::move(stops);
  }
  resolved.prompt.num_fewshot = protocol != nullptr ? protocol->fewshot : task.manifest.fewshot;
  resolved.prompt.num_fewshot = request.num_fewshot.value_or(resolved.prompt.num_fewshot);
  resolved.prompt.seed = request.seed;
  RBENCH_RETURN_IF_ERROR(
      CheckRanges(resolved.sampling, resolved.draws, resolved.prompt.num_fewshot));
  // A prompt that cannot be built must show before a model is opened or a folder made.
  if (!task.problems.empty()) {
    auto prompt = BuildPrompt(task, task.problems.front(), resolved.prompt);
    if (!prompt) return std::move(prompt).error().WithContext("task " + task.FullName());
  }
  if (resolved.sampling.temperature == 0 && resolved.draws > 1) {
    warnings.push_back(fmt::format("task {}: at temperature 0 all {} draws of a problem are equal",
                                   task.FullName(), resolved.draws));
  }
  return resolved;
}

std::vector<std::string> ProtocolNames() {
  std::vector<std::string> names;
  for (const ProtocolRow& row : kProtocols) names.emplace_back(row.name);
  return names;
}

RunIdentity IdentityOf(const EngineIdentity& engine, const std::string& protocol,
                       const std::vector<RolloutTask>& tasks) {
  RunIdentity identity;
  identity.protocol = protocol;
  identity.model = {engine.engine,           engine.model_sha256,    engine.numerics,
                    engine.tokenizer_sha256, engine.template_sha256, engine.max_context};
  for (const RolloutTask& task : tasks) {
    identity.tasks.push_back({task.task->FullName(), task.task->identity, task.prompt.variant,
                              task.prompt.num_fewshot, task.task->checker->identity(),
                              GradeModeName(task.mode), task.sampling});
  }
  return identity;
}

}  // namespace rbench
