#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/sha256.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/json_lines.h"
#include "cli/model_flags.h"

namespace rbench {
namespace {

constexpr int kMaxDrawsPerLine = 4096;

// One line of `rbench generate --jsonl`, understood.
struct GenerateLine {
  std::shared_ptr<const RenderedPrompt> prompt;
  SamplingParams sampling;
  int draws = 1;
  bool score_prompt = false;
};

Status ReadInt(const Json& request, std::string_view key, int64_t low, int64_t high, int& value) {
  RBENCH_ASSIGN_OR_RETURN(const auto given, IntField(request, key));
  if (!given) return {};
  if (*given < low || *given > high) {
    return InvalidInput(fmt::format("field \"{}\" must be from {} to {}", key, low, high));
  }
  value = static_cast<int>(*given);
  return {};
}

Status ReadNumber(const Json& request, std::string_view key, double& value) {
  RBENCH_ASSIGN_OR_RETURN(const auto given, NumberField(request, key));
  if (given) value = *given;
  return {};
}

Status ReadStop(const Json& request, std::vector<std::string>& stop) {
  const auto found = request.find("stop");
  if (found == request.end() || found->is_null()) return {};
  const Json list = found->is_string() ? Json::array({*found}) : *found;
  const Error error = InvalidInput("field \"stop\" must be a string or an array of strings");
  if (!list.is_array()) return error;
  stop.clear();
  for (const Json& item : list) {
    if (!item.is_string()) return error;
    stop.push_back(item.get<std::string>());
  }
  return {};
}

Result<SamplingParams> ReadSampling(const Json& request, SamplingParams sampling) {
  constexpr int kMaxInt = 1 << 30;
  RBENCH_RETURN_IF_ERROR(ReadNumber(request, "temperature", sampling.temperature));
  RBENCH_RETURN_IF_ERROR(ReadNumber(request, "top_p", sampling.top_p));
  RBENCH_RETURN_IF_ERROR(ReadNumber(request, "min_p", sampling.min_p));
  RBENCH_RETURN_IF_ERROR(ReadInt(request, "top_k", 0, kMaxInt, sampling.top_k));
  RBENCH_RETURN_IF_ERROR(ReadInt(request, "max_new_tokens", 1, kMaxInt, sampling.max_new_tokens));
  RBENCH_RETURN_IF_ERROR(
      ReadInt(request, "thinking_budget", -1, kMaxInt, sampling.thinking_budget));
  RBENCH_RETURN_IF_ERROR(ReadStop(request, sampling.stop));
  RBENCH_ASSIGN_OR_RETURN(const auto repetition_stop, BoolField(request, "repetition_stop"));
  if (repetition_stop) sampling.repetition_stop = *repetition_stop;
  RBENCH_ASSIGN_OR_RETURN(const auto seed, IntField(request, "seed"));
  if (seed) sampling.seed = static_cast<uint64_t>(*seed);
  return sampling;
}

Result<std::vector<ChatMessage>> ReadMessages(const Json& list) {
  const Error error =
      InvalidInput("field \"messages\" must be an array of {\"role\", \"content\"} with texts");
  if (!list.is_array() || list.empty()) return error;
  std::vector<ChatMessage> messages;
  for (const Json& item : list) {
    if (!item.is_object() || !item.contains("role") || !item.contains("content") ||
        !item["role"].is_string() || !item["content"].is_string()) {
      return error;
    }
    messages.push_back({item["role"].get<std::string>(), item["content"].get<std::string>()});
  }
  return messages;
}

Result<RenderedPrompt> ReadPrompt(const CpuEngine& engine, const Json& request) {
  const bool has_messages = request.contains("messages");
  const int forms =
      int{has_messages} + int{request.contains("prompt")} + int{request.contains("tokens")};
  if (forms != 1)
    return InvalidInput("a line needs exactly one of \"prompt\", \"messages\" and \"tokens\"");
  if (has_messages) {
    Prompt prompt;
    RBENCH_ASSIGN_OR_RETURN(prompt.messages, ReadMessages(request["messages"]));
    return engine.Render(prompt);
  }
  RBENCH_ASSIGN_OR_RETURN(const auto tokens, TokensField(request, "tokens"));
  if (tokens) {
    RenderedPrompt rendered;
    rendered.tokens = *tokens;
    if (rendered.tokens.empty()) return InvalidInput("field \"tokens\" is empty");
    const auto vocab_size = static_cast<TokenId>(engine.tokenizer().vocab_size());
    for (const TokenId id : rendered.tokens) {
      if (id >= vocab_size)
        return InvalidInput(fmt::format("token id {} is not below {}", id, vocab_size));
    }
    return rendered;
  }
  RBENCH_ASSIGN_OR_RETURN(const auto text, StringField(request, "prompt"));
  if (!text) return InvalidInput("field \"prompt\" is null");
  Prompt prompt;
  prompt.text = *text;
  prompt.trusted = true;
  return engine.Render(prompt);
}

Result<GenerateLine> ReadLine(const CpuEngine& engine, const SamplingParams& defaults,
                              const Json& request) {
  GenerateLine line;
  RBENCH_ASSIGN_OR_RETURN(RenderedPrompt prompt, ReadPrompt(engine, request));
  line.prompt = std::make_shared<const RenderedPrompt>(std::move(prompt));
  RBENCH_ASSIGN_OR_RETURN(line.sampling, ReadSampling(request, defaults));
  RBENCH_RETURN_IF_ERROR(ReadInt(request, "n", 1, kMaxDrawsPerLine, line.draws));
  RBENCH_ASSIGN_OR_RETURN(const auto score, BoolField(request, "score_prompt"));
  line.score_prompt = score.value_or(false);
  return line;
}

Json ResultJson(const RenderedPrompt& prompt, int draw, bool score_prompt,
                const GenerateResult& result) {
  const Completion& completion = result.completion;
  Json json = Json::object();
  json["draw"] = draw;
  json["prompt_tokens"] = prompt.tokens;
  if (score_prompt) {
    Json scores = result.prompt_logprobs;
    if (!scores.empty()) scores[0] = nullptr;  // the first token has no context to be scored in
    json["prompt_logprobs"] = std::move(scores);
  }
  json["tokens"] = completion.tokens;
  json["logprobs"] = completion.logprobs;
  json["raw_logprobs"] = completion.raw_logprobs;
  json["text"] = completion.text;
  json["finish_reason"] = FinishReasonName(completion.finish_reason);
  if (completion.finish_reason == FinishReason::kError) json["error"] = completion.error;
  return json;
}

// The draws of one line come back in any order; the last one replies.
struct PendingLine {
  std::mutex mutex;
  std::vector<Json> results;
  int missing = 0;
  JsonReply reply;

  void Add(int draw, Json result) {
    std::lock_guard lock(mutex);
    results[static_cast<size_t>(draw)] = std::move(result);
    if (--missing == 0) reply(std::move(results));
  }
};

// Equal prompts with equal seeds give equal draws wherever their lines stand, so random numbers
// hang on the prompt's tokens.
std::string PromptKey(const RenderedPrompt& prompt) {
  const auto* bytes = reinterpret_cast<const char*>(prompt.tokens.data());
  return "generate/" + Sha256Hex({bytes, prompt.tokens.size() * sizeof(TokenId)});
}

void SubmitLine(CpuEngine& engine, const SamplingParams& defaults, const Json& request,
                JsonReply reply) {
  auto line = ReadLine(engine, defaults, request);
  if (!line) return reply(line.error());
  auto pending = std::make_shared<PendingLine>();
  pending->results.resize(static_cast<size_t>(line->draws));
  pending->missing = line->draws;
  pending->reply = std::move(reply);
  const std::string key = PromptKey(*line->prompt);
  for (int draw = 0; draw < line->draws; ++draw) {
    GenerateRequest generate{line->prompt, key, draw, line->sampling, line->score_prompt};
    const auto done = [pending, draw, prompt = line->prompt,
                       score = line->score_prompt](GenerateResult result) {
      pending->Add(draw, ResultJson(*prompt, draw, score, result));
    };
    if (auto status = engine.Submit(std::move(generate), done); !status) {
      pending->Add(draw, Json{{"draw", draw}, {"error", status.error().message}});
    }
  }
}

int GenerateOnce(CpuEngine& engine, const SamplingParams& sampling, const std::string& text,
                 const std::string& system, bool raw, int draws) {
  Prompt prompt;
  if (raw) {
    prompt.text = text;
    prompt.trusted = true;
  } else {
    if (!system.empty()) prompt.messages.push_back({"system", system});
    prompt.messages.push_back({"user", text});
  }
  auto rendered = engine.Render(prompt);
  if (!rendered) return Fail(rendered.error());
  const auto shared = std::make_shared<const RenderedPrompt>(std::move(*rendered));
  const std::string key = PromptKey(*shared);
  InterruptScope interrupt;
  const std::stop_callback on_stop(interrupt.token(), [&engine] { engine.CancelAll(); });
  bool cancelled = false;
  for (int draw = 0; draw < draws && !cancelled; ++draw) {
    if (draws > 1) Print(fmt::format("--- draw {}\n", draw));
    const auto done = [&cancelled](const GenerateResult& result) {
      Print("\n");
      cancelled = result.completion.finish_reason == FinishReason::kCancelled;
    };
    const auto status = engine.Submit({shared, key, draw, sampling, false}, done,
                                      [](std::string_view piece) { Print(piece); });
    if (!status) return Fail(status.error());
    engine.Drain();
  }
  return cancelled ? kExitIncomplete : kExitOk;
}

}  // namespace

int GenerateCommand(const std::vector<std::string>& arguments) {
  Flags flags(
      "generate [PROMPT...] [flags]",
      "Completes a prompt and streams the text. The prompt is a user's message, rendered by the "
      "model's chat template; --raw gives it "
      "to the model as it stands.",
      {"rbench generate 'What is 2+2?'",
       "rbench generate --raw --max-new-tokens 16 'The capital of France is'",
       "echo '{\"prompt\": \"2+2=\", \"n\": 2, \"temperature\": 0.8}' | rbench generate --jsonl"});
  ModelFlags model;
  EngineFlags engine_flags;
  LogFlags log;
  SamplingParams sampling;
  bool jsonl = false;
  bool raw = false;
  int draws = 1;
  std::string system;
  std::vector<std::string> words;
  model.AddTo(flags);
  flags.AddSwitch(
      "--jsonl", &jsonl,
      "one JSON object a line: {\"prompt\"|\"messages\"|\"tokens\", ...} -> one line a draw");
  flags.AddSwitch("--raw", &raw, "no chat template; special tokens in the prompt are parsed");
  flags.Add("--system", &system, "system message");
  flags.Add("--n,--num-samples", &draws, "draws", 1, kMaxDrawsPerLine);
  flags.Add("--temperature", &sampling.temperature, "0 = greedy", 0, 100);
  flags.Add("--top-p", &sampling.top_p, "nucleus: smallest set of tokens with this mass", 0, 1);
  flags.Add("--top-k", &sampling.top_k, "only the k likeliest tokens; 0 = all", 0, 1 << 30);
  flags.Add("--min-p", &sampling.min_p, "only tokens at least this likely relative to the best", 0,
            1);
  flags.Add("--max-new-tokens", &sampling.max_new_tokens, "longest completion", 1, 1 << 24);
  flags.Add("--thinking-budget", &sampling.thinking_budget,
            "tokens after which an open <think> is closed; -1 = none", -1, 1 << 24);
  flags.Add("--stop", &sampling.stop, "texts that end the completion");
  flags.Add("--seed", &sampling.seed, "seed of sampling");
  engine_flags.AddTo(flags);
  log.AddTo(flags);
  flags.AddPositional("PROMPT", &words, "the prompt", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  if (!jsonl && words.empty())
    return Fail(InvalidInput("nothing to do: give a prompt, or --jsonl; see --help"));

  Progress progress(log.Options());
  auto engine = OpenEngine(model, engine_flags, progress);
  if (!engine) return Fail(engine.error());
  if (!jsonl) {
    const std::string text = fmt::format("{}", fmt::join(words, " "));
    return GenerateOnce(**engine, sampling, text, system, raw, draws);
  }
  const int code = ServeJsonLines([&](const Json& request, JsonReply reply) {
    SubmitLine(**engine, sampling, request, std::move(reply));
  });
  (*engine)->Drain();
  return code;
}

}  // namespace rbench
