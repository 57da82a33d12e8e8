#include "cli/eval_options.h"

namespace rbench {

void EvalFlags::AddTo(Flags& flags) {
  flags.Add("--tasks", &tasks, "tasks of `rbench tasks`, as gsm8k,arith:easy");
  flags.Add("--n,--num-samples", &draws,
            "draws per problem (default: the protocol's or the task's, else 1)", 1, 1 << 20);
  flags.Add("--limit", &limit, "only the first problems of each task; 0 = all", 0, 1 << 30);
  flags.Add(
      "--protocol", &protocol,
      "r1: temperature 0.6, top-p 0.95, 32,768 tokens, the draws and prompts of the R1 report");
  flags.Add(
      "--prompt", &prompt,
      "direct, cot, r1_math, r1_zero, code, r1_code, lcb or completion (default: the task's)");
  flags.Add("--num-fewshot", &num_fewshot,
            "worked examples before the question (default: the task's)", 0, 64);
  flags.Add("--temperature", &temperature, "0 = greedy", 0, 100);
  flags.Add("--top-p", &top_p, "nucleus: smallest set of tokens with this mass", 0, 1);
  flags.Add("--top-k", &top_k, "only the k likeliest tokens; 0 = all", 0, 1 << 30);
  flags.Add("--min-p", &min_p, "only tokens at least this likely relative to the best", 0, 1);
  flags.Add("--max-new-tokens", &max_new_tokens, "longest completion", 1, 1 << 24);
  flags.Add("--thinking-budget", &thinking_budget,
            "tokens after which an open <think> is closed; -1 = none", -1, 1 << 24);
  flags.Add("--stop", &stop, "texts that end a completion");
  flags.AddSwitch("--no-repetition-stop", &no_repetition_stop,
                  "let completions that repeat themselves run to the limit");
  flags.AddChoice("--mode", &mode,
                  "grading: lenient (default) also searches unmarked answers, strict does not",
                  {"lenient", "strict"});
  flags.Add("--seed", &seed, "seed of sampling and of few-shot choice");
  flags.Add(
      "-o,--out", &out,
      "folder of the run; an unfinished run in it is continued (default: a new one below runs/)");
  flags.AddSwitch("--no-resume", &no_resume, "refuse a folder that already holds a run");
  flags.AddSwitch("--log-tokens", &log_tokens,
                  "also store token ids and log-probabilities (tokens.bin)");
}

Result<EvaluateOptions> EvalFlags::Options() const {
  EvaluateOptions options;
  options.protocol.protocol = protocol;
  options.protocol.prompt_variant = prompt;
  options.protocol.num_fewshot = num_fewshot;
  options.protocol.draws = draws;
  options.protocol.seed = seed;
  options.protocol.limit = static_cast<size_t>(limit);
  if (!mode.empty()) {
    RBENCH_ASSIGN_OR_RETURN(options.protocol.mode, GradeModeFromName(mode));
  }
  SamplingOverrides& sampling = options.protocol.sampling;
  sampling.temperature = temperature;
  sampling.top_p = top_p;
  sampling.top_k = top_k;
  sampling.min_p = min_p;
  sampling.max_new_tokens = max_new_tokens;
  sampling.thinking_budget = thinking_budget;
  if (!stop.empty()) sampling.stop = stop;
  if (no_repetition_stop) sampling.repetition_stop = false;
  options.resume = !no_resume;
  options.log_tokens = log_tokens;
  options.rbench_version = RBENCH_VERSION;
  return options;
}

}  // namespace rbench
