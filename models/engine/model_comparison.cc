#include "models/engine/model_comparison.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/thread_team.h"
#include "models/engine/kv_pages.h"
#include "models/engine/transformer.h"

namespace rbench {
namespace {

constexpr size_t kMaxRows = 64;

// One model that reads one sequence after the other.
class Reader {
 public:
  static Result<Reader> Create(const ComparedModel& model, size_t tokens) {
    const ModelSpec& spec = model.checkpoint->spec;
    const size_t pages = PagesFor(tokens);
    RBENCH_ASSIGN_OR_RETURN(KvPages kv,
                            KvPages::Create(spec, pages * KvPages::PageBytes(spec), pages));
    RBENCH_ASSIGN_OR_RETURN(
        Transformer transformer,
        Transformer::Create(*model.checkpoint, *model.kernels, kMaxRows, kMaxRows));
    return Reader(std::move(transformer), std::move(kv), pages);
  }

  // Logits [tokens, vocab] after each of at most kMaxRows tokens, which follow what was read since
  // position 0. They stand until the next call.
  std::span<const float> Read(std::span<const TokenId> tokens, size_t position, ThreadTeam& team) {
    rows_.clear();
    for (size_t i = 0; i < tokens.size(); ++i)
      rows_.push_back({tokens[i], static_cast<int>(position + i), pages_.data(), true});
    transformer_.Forward(rows_, kv_, team);
    return transformer_.Logits(0, tokens.size(), team);
  }

 private:
  Reader(Transformer transformer, KvPages kv, size_t pages)
      : transformer_(std::move(transformer)), kv_(std::move(kv)) {
    for (size_t i = 0; i < pages; ++i) pages_.push_back(*kv_.Allocate());
  }

  Transformer transformer_;
  KvPages kv_;
  BlockTable pages_;  // the only sequence has them all
  std::vector<ForwardRow> rows_;
};

size_t TopOf(std::span<const float> logits) {
  return static_cast<size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

// Log-probabilities in double precision: differences of 1e-7 between the models shall show.
void LogSoftmax(std::span<const float> logits, std::vector<double>& out) {
  const double largest = logits[TopOf(logits)];
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - largest);
  const double shift = largest + std::log(sum);
  out.resize(logits.size());
  for (size_t i = 0; i < logits.size(); ++i) out[i] = logits[i] - shift;
}

class Comparer {
 public:
  Comparer(Reader first, Reader second, size_t vocabulary, int threads)
      : first_(std::move(first)),
        second_(std::move(second)),
        vocabulary_(vocabulary),
        team_(threads) {}

  // Reads `sequence` with both models, and then goes on to `length` tokens as the first one does.
  void Compare(std::vector<TokenId> sequence, size_t length) {
    size_t position = 0;
    while (position < sequence.size()) {
      const size_t count = std::min(kMaxRows, sequence.size() - position);
      const auto tokens = std::span<const TokenId>(sequence).subspan(position, count);
      const std::span<const float> a = first_.Read(tokens, position, team_);
      const std::span<const float> b = second_.Read(tokens, position, team_);
      position += count;
      if (position == sequence.size() && sequence.size() < length)
        sequence.push_back(static_cast<TokenId>(TopOf(a.last(vocabulary_))));
      for (size_t i = 0; i < count; ++i) {
        const size_t next = position - count + i + 1;
        if (next == sequence.size()) break;  // nothing follows the last token
        ComparePosition(a.subspan(i * vocabulary_, vocabulary_),
                        b.subspan(i * vocabulary_, vocabulary_),
                        static_cast<size_t>(sequence[next]));
      }
    }
  }

  ModelComparison Finish() {
    const double n = std::max<double>(1, static_cast<double>(found_.positions));
    found_.mean_difference /= n;
    found_.mean_kl /= n;
    return found_;
  }

 private:
  void ComparePosition(std::span<const float> a, std::span<const float> b, size_t next) {
    LogSoftmax(a, p_);
    LogSoftmax(b, q_);
    double divergence = 0;
    for (size_t i = 0; i < vocabulary_; ++i) divergence += std::exp(p_[i]) * (p_[i] - q_[i]);
    divergence = std::max(0.0, divergence);  // rounding can leave it just below
    const double difference = std::abs(p_[next] - q_[next]);
    ++found_.positions;
    found_.same_top += TopOf(a) == TopOf(b);
    found_.mean_difference += difference;
    found_.max_difference = std::max(found_.max_difference, difference);
    found_.mean_kl += divergence;
    found_.max_kl = std::max(found_.max_kl, divergence);
  }

  Reader first_, second_;
  size_t vocabulary_;
  ThreadTeam team_;
  std::vector<double> p_, q_;
  ModelComparison found_;
};

}  // namespace

Result<ModelComparison> CompareModels(const ComparedModel& first, const ComparedModel& second,
                                      std::span<const std::vector<TokenId>> prompts, int new_tokens,
                                      int threads) {
  const ModelSpec& a = first.checkpoint->spec;
  const ModelSpec& b = second.checkpoint->spec;
  if (a.vocab_size != b.vocab_size) {
    return InvalidInput(fmt::format("the models have vocabularies of {} and {} tokens",
                                    a.vocab_size, b.vocab_size));
  }
  const size_t context = static_cast<size_t>(std::min(a.max_context, b.max_context));
  size_t longest = 0;
  for (const std::vector<TokenId>& prompt : prompts) longest = std::max(longest, prompt.size());
  if (longest > context) {
    return InvalidInput(fmt::format("a prompt has {} tokens, and the context of the models is {}",
                                    longest, context));
  }
  const auto length_of = [&](size_t tokens) {
    return std::min(context, tokens + static_cast<size_t>(new_tokens));
  };
  RBENCH_ASSIGN_OR_RETURN(Reader left, Reader::Create(first, length_of(longest)));
  RBENCH_ASSIGN_OR_RETURN(Reader right, Reader::Create(second, length_of(longest)));
  Comparer comparer(std::move(left), std::move(right), static_cast<size_t>(a.vocab_size), threads);
  for (const std::vector<TokenId>& prompt : prompts)
    comparer.Compare(prompt, length_of(prompt.size()));
  return comparer.Finish();
}

}  // namespace rbench
