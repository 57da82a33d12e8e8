#include "models/engine/cpu_engine.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <malloc.h>

#include "base/check.h"
#include "base/sha256.h"
#include "models/engine/prompt_renderer.h"
#include "models/engine/sampler.h"
#include "models/engine/scheduler.h"

namespace rbench {
namespace {

constexpr size_t kLogitRows = 64;

Status CheckOptions(const CpuEngineOptions& options) {
  const auto out = [](std::string_view name, int64_t value, std::string_view range) {
    return InvalidInput(
        fmt::format("engine option {} = {} is out of range: {}", name, value, range));
  };
  if (options.threads < 1 || options.threads > 256)
    return out("threads", options.threads, "1 to 256");
  if (options.max_batch < 1 || options.max_batch > 4096)
    return out("max_batch", options.max_batch, "1 to 4096");
  if (options.prefill_chunk < 16 || options.prefill_chunk > 4096 ||
      options.prefill_chunk % 16 != 0) {
    return out("prefill_chunk", options.prefill_chunk, "a multiple of 16 from 16 to 4096");
  }
  if (options.max_context < 0)
    return out("max_context", options.max_context, "0 (the model's) or more");
  return {};
}

// One sampler for each member of the team: a body takes any that is free.
class SamplerPool {
 public:
  SamplerPool(const Kernels& kernels, size_t vocab, size_t choices, size_t count) : busy_(count) {
    for (size_t i = 0; i < count; ++i) samplers_.emplace_back(kernels, vocab, choices);
  }
  template <typename Body>
  void With(const Body& body) {
    for (size_t i = 0;; i = (i + 1) % busy_.size()) {
      if (busy_[i].test_and_set(std::memory_order_acquire)) continue;
      body(samplers_[i]);
      busy_[i].clear(std::memory_order_release);
      return;
    }
  }
  uint64_t bytes() const {
    uint64_t total = 0;
    for (const Sampler& sampler : samplers_) total += sampler.scratch_bytes();
    return total;
  }

 private:
  std::vector<Sampler> samplers_;
  std::vector<std::atomic_flag> busy_;
};

}  // namespace

struct CpuEngine::Impl {
  Impl(Checkpoint from, const CpuEngineOptions& opts, PromptRenderer prompts, const Kernels& k,
       Transformer model, KvPages pool)
      : checkpoint(std::move(from)),
        options(opts),
        renderer(std::move(prompts)),
        kernels(&k),
        transformer(std::move(model)),
        pages(std::move(pool)),
        team(opts.threads),
        samplers(k, transformer.vocab_size(), renderer.tokenizer().vocab_size(),
                 static_cast<size_t>(opts.threads)),
        scheduler({static_cast<size_t>(opts.max_batch), static_cast<size_t>(opts.prefill_chunk),
                   opts.prefix_sharing, opts.order_seed},
                  pages),
        sampled(transformer.max_logit_rows()) {}

  void Describe();
  Status CheckFits(const GenerateRequest& request) const;
  void Run();
  void Step();
  void SampleBlock(size_t first, size_t count);
  void SampleOne(Sampler& sampler, const float* logits, const LogitTarget& target,
                 SampledToken& out);
  void FinishOne(std::unique_ptr<Sequence> sequence, FinishReason reason, std::string error);
  void CancelEverything();
  void UpdateStats(double seconds);

  Checkpoint checkpoint;
  CpuEngineOptions options;
  PromptRenderer renderer;
  const Kernels* kernels;
  EngineIdentity identity;
  std::vector<std::string> warnings;
  SequenceContext context;

  // The engine thread's own.
  Transformer transformer;
  KvPages pages;
  ThreadTeam team;
  SamplerPool samplers;
  Scheduler scheduler;
  StepPlan plan;
  std::vector<SampledToken> sampled;                         // of one block of logits
  std::vector<std::pair<Sequence*, SampledToken>> accepted;  // of one step
  double sampling_seconds = 0;

  // Shared, under `mutex`.
  mutable std::mutex mutex;
  std::condition_variable work;      // something for the engine thread to do
  std::condition_variable progress;  // something that Drain or CancelAll waits for
  std::vector<std::unique_ptr<Sequence>> inbox;
  size_t outstanding = 0;  // submitted, callback not yet returned
  uint64_t cancel_asked = 0;
  uint64_t cancel_done = 0;
  bool ending = false;
  EngineStats stats;

  std::thread thread;  // last: runs while everything above lives
};

void CpuEngine::Impl::Describe() {
  const ModelSpec& spec = checkpoint.spec;
  const Tokenizer& tokenizer = renderer.tokenizer();
  const int limit = options.max_context;
  context.max_context = limit > 0 ? std::min(limit, spec.max_context) : spec.max_context;
  context.tokenizer = &tokenizer;
  context.stop_ids = checkpoint.stop_ids;
  std::sort(context.stop_ids.begin(), context.stop_ids.end());
  const TokenId think_end = tokenizer.SpecialId("</think>");
  context.think_end_tokens =
      think_end >= 0 ? std::vector<TokenId>{think_end} : tokenizer.EncodePlain("</think>");
  identity.engine = "cpu";
  identity.model = checkpoint.path.empty() ? spec.name : checkpoint.path;
  identity.model_sha256 = checkpoint.sha256;
  identity.numerics = "canonical";
  identity.tokenizer_sha256 = tokenizer.fingerprint();
  const std::string& source =
      options.chat_template.empty() ? checkpoint.chat_template : options.chat_template;
  identity.template_sha256 = Sha256Hex(source);
  identity.max_context = context.max_context;
  warnings = renderer.Warnings(context.stop_ids);
}

Status CpuEngine::Impl::CheckFits(const GenerateRequest& request) const {
  if (!request.prompt || request.prompt->tokens.empty())
    return InvalidInput("the prompt has no tokens");
  RBENCH_RETURN_IF_ERROR(CheckSampling(request.sampling));
  const std::vector<TokenId>& tokens = request.prompt->tokens;
  for (TokenId token : tokens) {
    if (token < 0 || token >= checkpoint.spec.vocab_size) {
      return InvalidInput(fmt::format("the prompt holds token {}; the model knows 0 to {}", token,
                                      checkpoint.spec.vocab_size - 1));
    }
  }
  const auto limit = static_cast<size_t>(context.max_context);
  if (tokens.size() >= limit) return {};  // ends with kPromptTooLong
  const size_t needed = Scheduler::PagesNeeded(
      tokens.size(), static_cast<size_t>(request.sampling.max_new_tokens), limit);
  if (needed > pages.max_pages()) {
    constexpr double kMiB = 1 << 20;
    return ResourceExhausted(
        fmt::format("a prompt of {} tokens with up to {} new ones needs {:.1f} MiB of KV memory, "
                    "and the engine has {:.1f} MiB; raise the KV "
                    "memory or lower the token limit",
                    tokens.size(), request.sampling.max_new_tokens,
                    static_cast<double>(needed * pages.page_bytes()) / kMiB,
                    static_cast<double>(pages.max_pages() * pages.page_bytes()) / kMiB));
  }
  return {};
}

// The engine thread.
void CpuEngine::Impl::Run() {
  std::vector<std::unique_ptr<Sequence>> arrived;
  bool idle = true;
  while (true) {
    {
      std::unique_lock lock(mutex);
      work.wait(lock,
                [&] { return !idle || !inbox.empty() || ending || cancel_asked > cancel_done; });
      if (ending && outstanding == 0) return;
      arrived.swap(inbox);
    }
    for (std::unique_ptr<Sequence>& sequence : arrived) {
      if (sequence->prompt_fits()) {
        scheduler.Add(std::move(sequence));
      } else {
        FinishOne(std::move(sequence), FinishReason::kPromptTooLong, {});
      }
    }
    arrived.clear();
    CancelEverything();
    idle = !scheduler.Plan(plan);
    if (!idle) Step();
  }
}

void CpuEngine::Impl::CancelEverything() {
  uint64_t asked = 0;
  {
    std::lock_guard lock(mutex);
    if (cancel_asked == cancel_done && !ending) return;
    asked = cancel_asked;
    // What arrived since is older than the question too.
    for (std::unique_ptr<Sequence>& sequence : inbox) scheduler.Add(std::move(sequence));
    inbox.clear();
  }
  for (std::unique_ptr<Sequence>& sequence : scheduler.RemoveAll()) {
    FinishOne(std::move(sequence), FinishReason::kCancelled, {});
  }
  std::lock_guard lock(mutex);
  cancel_done = asked;
  progress.notify_all();
}

void CpuEngine::Impl::FinishOne(std::unique_ptr<Sequence> sequence, FinishReason reason,
                                std::string error) {
  sequence->Finish(reason, std::move(error));
  sequence.reset();
  std::lock_guard lock(mutex);
  --outstanding;
  progress.notify_all();
}

void CpuEngine::Impl::Step() {
  const auto start = std::chrono::steady_clock::now();
  transformer.Forward(plan.rows, pages, team);
  accepted.clear();
  for (size_t first = 0; first < plan.targets.size(); first += transformer.max_logit_rows()) {
    const size_t count = std::min(transformer.max_logit_rows(), plan.targets.size() - first);
    SampleBlock(first, count);
    for (size_t i = 0; i < count; ++i) {
      if (plan.targets[first + i].sequence != nullptr)
        accepted.emplace_back(plan.targets[first + i].sequence, sampled[i]);
    }
  }
  scheduler.Commit(plan);
  UpdateStats(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  for (const auto& [sequence, token] : accepted) {
    if (!sequence->Accept(token)) continue;
    std::unique_ptr<Sequence> ended = scheduler.Remove(sequence);
    const FinishReason reason = ended->reason();
    std::string error = ended->error();
    FinishOne(std::move(ended), reason, std::move(error));
  }
}

void CpuEngine::Impl::UpdateStats(double seconds) {
  std::lock_guard lock(mutex);
  stats.prompt_tokens += plan.prompt_rows;
  stats.generated_tokens += accepted.size();
  stats.preemptions = scheduler.preemptions();
  stats.steps += 1;
  stats.peak_kv_bytes = pages.peak_bytes();
  stats.busy_s += seconds;
}

// Logits and tokens of the targets [first, first + count).
void CpuEngine::Impl::SampleBlock(size_t first, size_t count) {
  const std::span<const float> logits = transformer.Logits(first, count, team);
  const auto start = std::chrono::steady_clock::now();
  struct Block {
    Impl* impl;
    const float* logits;
    const LogitTarget* targets;
  };
  const Block block{this, logits.data(), &plan.targets[first]};
  const Block* shared = &block;
  team.ParallelFor(count, 1, [shared](size_t begin, size_t end) {
    Impl& impl = *shared->impl;
    impl.samplers.With([&](Sampler& sampler) {
      for (size_t i = begin; i < end; ++i) {
        impl.SampleOne(sampler, shared->logits + i * impl.transformer.vocab_size(),
                       shared->targets[i], impl.sampled[i]);
      }
    });
  });
  sampling_seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void CpuEngine::Impl::SampleOne(Sampler& sampler, const float* logits, const LogitTarget& target,
                                SampledToken& out) {
  if (target.group != nullptr) {
    const TokenId token = target.group->prompt->tokens[target.prompt_index];
    target.group->prompt_logprobs[target.prompt_index] = sampler.RawLogprob(logits, token);
    return;
  }
  const Sequence& sequence = *target.sequence;
  out = sampler.Sample(logits, sequence.request().sampling, sequence.NextUniform());
  if (const TokenId forced = sequence.ForcedToken(); forced >= 0 && out.finite) {
    out.token = forced;
    out.raw_logprob = sampler.RawLogprob(logits, forced);
  }
}

CpuEngine::CpuEngine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<CpuEngine>> CpuEngine::Create(Checkpoint checkpoint,
                                                     const CpuEngineOptions& options) {
  RBENCH_RETURN_IF_ERROR(CheckOptions(options));
  RBENCH_ASSIGN_OR_RETURN(const Kernels* kernels, SelectKernels(options.kernel_target));
  const std::string& source =
      options.chat_template.empty() ? checkpoint.chat_template : options.chat_template;
  RBENCH_ASSIGN_OR_RETURN(PromptRenderer renderer,
                          PromptRenderer::Create(std::move(checkpoint.tokenizer), source));
  const ModelSpec& spec = checkpoint.spec;
  const auto max_batch = static_cast<uint64_t>(options.max_batch);
  const size_t max_rows = max_batch + static_cast<size_t>(options.prefill_chunk);
  RBENCH_ASSIGN_OR_RETURN(Transformer transformer,
                          Transformer::Create(checkpoint, *kernels, max_rows, kLogitRows));
  // The packed weights are all that is needed from here on; the file's pages and copies may go.
  checkpoint.weights = ModelWeights();
  checkpoint.forget = nullptr;
  checkpoint.owner.reset();
  // Loading leaves freed blocks (texts of the file, hash tables that grew) at the end of the heap.
  ::malloc_trim(0);
  // More pages than every sequence and its prompt can fill would never be used.
  const uint64_t useful = (2 * max_batch + 1) * PagesFor(static_cast<size_t>(spec.max_context));
  RBENCH_ASSIGN_OR_RETURN(KvPages pages, KvPages::Create(spec, options.kv_memory_bytes, useful));
  auto impl = std::make_unique<Impl>(std::move(checkpoint), options, std::move(renderer), *kernels,
                                     std::move(transformer), std::move(pages));
  impl->Describe();
  Impl* running = impl.get();
  impl->thread = std::thread([running] { running->Run(); });
  return std::unique_ptr<CpuEngine>(new CpuEngine(std::move(impl)));
}

CpuEngine::~CpuEngine() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->ending = true;
    impl_->work.notify_all();
  }
  impl_->thread.join();
}

Result<RenderedPrompt> CpuEngine::Render(const Prompt& prompt) const {
  return impl_->renderer.Render(prompt);
}

Status CpuEngine::Submit(GenerateRequest request, DoneCallback done, TokenCallback on_text) {
  RBENCH_RETURN_IF_ERROR(impl_->CheckFits(request));
  auto sequence = std::make_unique<Sequence>(std::move(request), std::move(done),
                                             std::move(on_text), impl_->context);
  std::lock_guard lock(impl_->mutex);
  if (impl_->ending) return Cancelled("the engine is shutting down");
  impl_->inbox.push_back(std::move(sequence));
  ++impl_->outstanding;
  impl_->work.notify_all();
  return {};
}

void CpuEngine::CancelAll() {
  std::unique_lock lock(impl_->mutex);
  const uint64_t ticket = ++impl_->cancel_asked;
  impl_->work.notify_all();
  if (std::this_thread::get_id() == impl_->thread.get_id()) return;
  impl_->progress.wait(lock, [&] { return impl_->cancel_done >= ticket; });
}

void CpuEngine::Drain() {
  std::unique_lock lock(impl_->mutex);
  impl_->progress.wait(lock, [&] { return impl_->outstanding == 0; });
}

EngineStats CpuEngine::stats() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->stats;
}

const EngineIdentity& CpuEngine::identity() const { return impl_->identity; }
const Tokenizer& CpuEngine::tokenizer() const { return impl_->renderer.tokenizer(); }
const ChatTemplate* CpuEngine::chat_template() const { return impl_->renderer.chat_template(); }
const ModelSpec& CpuEngine::spec() const { return impl_->checkpoint.spec; }
const char* CpuEngine::kernel_target() const { return impl_->kernels->name; }
const std::vector<std::string>& CpuEngine::warnings() const { return impl_->warnings; }
uint64_t CpuEngine::weight_bytes() const { return impl_->transformer.weight_bytes(); }
uint64_t CpuEngine::workspace_bytes() const {
  return impl_->transformer.workspace_bytes() + impl_->samplers.bytes() +
         impl_->renderer.tokenizer().table_bytes();
}
uint64_t CpuEngine::kv_bytes() const {
  return impl_->pages.max_pages() * impl_->pages.page_bytes();
}
const ForwardTimes& CpuEngine::forward_times() const { return impl_->transformer.times(); }
double CpuEngine::sampling_seconds() const { return impl_->sampling_seconds; }

}  // namespace rbench
