#include "models/engine/scripted_engine.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/sha256.h"
#include "base/utf8.h"
#include "models/engine/sampler.h"
#include "models/engine/stop_matcher.h"

namespace rbench {
namespace {

struct Job {
  GenerateRequest request;
  DoneCallback done;
  TokenCallback on_text;
};

}  // namespace

struct ScriptedEngine::Impl {
  GenerateResult Answer(const GenerateRequest& request) const;
  void Serve(Job job);
  void Cancel(Job job);
  void Work();

  Script script;
  ScriptedEngineOptions options;
  EngineIdentity identity;

  mutable std::mutex mutex;
  std::condition_variable work;
  std::condition_variable progress;
  std::deque<Job> queue;
  size_t outstanding = 0;
  bool ending = false;
  EngineStats stats;
  std::vector<std::thread> threads;
};

GenerateResult ScriptedEngine::Impl::Answer(const GenerateRequest& request) const {
  GenerateResult result;
  Completion& completion = result.completion;
  completion.usage.prompt_tokens = static_cast<int>(request.prompt->tokens.size());
  if (completion.usage.prompt_tokens >= options.max_context) {
    completion.finish_reason = FinishReason::kPromptTooLong;
    return result;
  }
  ScriptedAnswer answer = script(request);
  completion.finish_reason = answer.finish_reason;
  const auto limit = static_cast<size_t>(request.sampling.max_new_tokens);
  if (answer.text.size() > limit) {
    answer.text.resize(limit);
    completion.finish_reason = FinishReason::kLength;
  }
  completion.usage.completion_tokens = static_cast<int>(answer.text.size());
  if (options.token_arrays) {
    for (const char byte : answer.text)
      completion.tokens.push_back(static_cast<unsigned char>(byte));
    completion.logprobs.assign(answer.text.size(), 0.0f);
    completion.raw_logprobs.assign(answer.text.size(), 0.0f);
  }
  if (request.sampling.stop.empty()) {
    completion.text = std::move(answer.text);
  } else {
    StopMatcher stops(request.sampling.stop);
    if (stops.Push(answer.text, completion.text)) {
      completion.finish_reason = FinishReason::kStop;
    } else {
      stops.Finish(completion.text);
    }
  }
  completion.think_span = FindThinkSpan(completion.text, request.prompt->opens_think);
  if (completion.think_span) {
    completion.usage.thinking_tokens =
        static_cast<int>(completion.think_span->end - completion.think_span->begin);
  }
  if (request.score_prompt) result.prompt_logprobs.assign(request.prompt->tokens.size(), 0.0f);
  return result;
}

void ScriptedEngine::Impl::Serve(Job job) {
  GenerateResult result = Answer(job.request);
  if (job.on_text && !result.completion.text.empty())
    job.on_text(SanitizeUtf8(result.completion.text));
  {
    std::lock_guard lock(mutex);
    stats.prompt_tokens += static_cast<uint64_t>(result.completion.usage.prompt_tokens);
    stats.generated_tokens += static_cast<uint64_t>(result.completion.usage.completion_tokens);
    ++stats.steps;
  }
  job.done(std::move(result));
  std::lock_guard lock(mutex);
  --outstanding;
  progress.notify_all();
}

void ScriptedEngine::Impl::Cancel(Job job) {
  GenerateResult result;
  result.completion.finish_reason = FinishReason::kCancelled;
  result.completion.usage.prompt_tokens = static_cast<int>(job.request.prompt->tokens.size());
  job.done(std::move(result));
  std::lock_guard lock(mutex);
  --outstanding;
  progress.notify_all();
}

void ScriptedEngine::Impl::Work() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex);
      work.wait(lock, [&] { return !queue.empty() || ending; });
      if (queue.empty()) return;
      job = std::move(queue.front());
      queue.pop_front();
    }
    Serve(std::move(job));
  }
}

ScriptedEngine::ScriptedEngine(Script script, const ScriptedEngineOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->script = std::move(script);
  impl_->options = options;
  impl_->identity.engine = "scripted";
  impl_->identity.model = options.model;
  impl_->identity.model_sha256 = Sha256Hex(options.model);
  impl_->identity.numerics = "canonical";
  impl_->identity.tokenizer_sha256 = Sha256Hex("bytes");
  impl_->identity.template_sha256 = Sha256Hex("role: content");
  impl_->identity.max_context = options.max_context;
  Impl* impl = impl_.get();
  for (int i = 0; i < options.threads; ++i) impl->threads.emplace_back([impl] { impl->Work(); });
}

ScriptedEngine::~ScriptedEngine() {
  CancelAll();
  {
    std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
    impl_->work.notify_all();
  }
  for (std::thread& thread : impl_->threads) thread.join();
}

const EngineIdentity& ScriptedEngine::identity() const { return impl_->identity; }

Result<RenderedPrompt> ScriptedEngine::Render(const Prompt& prompt) const {
  RenderedPrompt rendered;
  rendered.text = prompt.text;
  for (const ChatMessage& message : prompt.messages)
    rendered.text += message.role + ": " + message.content + "\n";
  rendered.tokens.reserve(rendered.text.size());
  for (const char byte : rendered.text) rendered.tokens.push_back(static_cast<unsigned char>(byte));
  rendered.opens_think = PromptOpensThink(rendered.text);
  return rendered;
}

Status ScriptedEngine::Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text) {
  if (!request.prompt) return InvalidInput("the request has no prompt");
  RBENCH_RETURN_IF_ERROR(CheckSampling(request.sampling));
  Job job{std::move(request), std::move(done), std::move(on_text)};
  {
    std::lock_guard lock(impl_->mutex);
    if (impl_->ending) return Cancelled("the engine is shutting down");
    ++impl_->outstanding;
    if (!impl_->threads.empty()) {
      impl_->queue.push_back(std::move(job));
      impl_->work.notify_one();
      return {};
    }
  }
  impl_->Serve(std::move(job));
  return {};
}

void ScriptedEngine::CancelAll() {
  std::deque<Job> queued;
  {
    std::lock_guard lock(impl_->mutex);
    queued.swap(impl_->queue);
  }
  // What is being answered ends by itself at once.
  for (Job& job : queued) impl_->Cancel(std::move(job));
}

void ScriptedEngine::Drain() {
  std::unique_lock lock(impl_->mutex);
  impl_->progress.wait(lock, [&] { return impl_->outstanding == 0; });
}

EngineStats ScriptedEngine::stats() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->stats;
}

}  // namespace rbench
