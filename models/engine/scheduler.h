#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/philox.h"
#include "models/engine/kv_pages.h"
#include "models/engine/prompt_group.h"
#include "models/engine/sequence.h"
#include "models/engine/transformer.h"

namespace rbench {

struct SchedulerOptions {
  size_t max_batch = 64;       // sequences that run at once
  size_t prefill_chunk = 256;  // rows of prompts in one step; chunks end at its multiples
  bool prefix_sharing = true;  // draws of equal prompts share its pages
  uint64_t order_seed = 0;     // other than 0: queued requests start in a random order
};

// What one row's logits are for: the next token of a sequence, or the log-probability of a prompt
// token.
struct LogitTarget {
  Sequence* sequence = nullptr;
  PromptGroup* group = nullptr;
  size_t prompt_index = 0;  // with `group`: the token to score
};

// One forward pass. targets[i] belongs to the i-th row that wants logits.
struct StepPlan {
  std::vector<ForwardRow> rows;
  std::vector<LogitTarget> targets;
  std::vector<std::pair<PromptGroup*, size_t>> group_progress;  // computed after the pass
  std::vector<std::pair<Sequence*, size_t>> sequence_progress;
  uint64_t prompt_rows = 0;

  void Clear();
};

// Decides which rows run next. First come, first served; every running sequence has a row in every
// step, and prompts fill up to a chunk of rows beside them. When the pages run out, the newest
// sequences give theirs up, wait in front of the queue with the tokens they have, and run these
// again later. Nothing of this changes a token: every row's result depends on its own sequence
// only. The oldest running sequence is never interrupted, so all of them end. The engine's thread
// only.
class Scheduler {
 public:
  Scheduler(const SchedulerOptions& options, KvPages& pages);
  ~Scheduler();

  // Pages that a request needs when it runs alone: the last token it generates is never run.
  static size_t PagesNeeded(size_t prompt_tokens, size_t max_new_tokens, size_t max_context);

  // The sequence must fit the pages alone (PagesNeeded).
  void Add(std::unique_ptr<Sequence> sequence);
  // Fills `plan` with the next pass; false where nothing is queued or running.
  bool Plan(StepPlan& plan);
  // The pass has run.
  void Commit(const StepPlan& plan);
  // Takes out a running sequence (it has ended) and gives its pages back.
  std::unique_ptr<Sequence> Remove(Sequence* sequence);
  // Takes out everything, queued and running, oldest first.
  std::vector<std::unique_ptr<Sequence>> RemoveAll();

  uint64_t preemptions() const { return preemptions_; }

 private:
  void JoinGroup(Sequence& sequence);
  void LeaveGroup(Sequence& sequence);
  void DropGroup(PromptGroup& group);
  void Admit();
  bool HasRoomFor(const Sequence& sequence) const;
  bool ReclaimGroup();
  bool PreemptNewerThan(uint64_t admission);
  void Preempt(size_t index);
  bool FreePages(const Sequence& requester);
  bool Extend(BlockTable& table, size_t tokens, const Sequence& requester);
  void TakeOver(Sequence& sequence);
  bool PlanGroup(PromptGroup& group, const Sequence& requester, size_t& budget, StepPlan& plan);
  bool PlanRows(Sequence& sequence, size_t& budget, StepPlan& plan);
  size_t ChunkEnd(size_t begin, size_t end) const;

  SchedulerOptions options_;
  KvPages* pages_;
  std::deque<std::unique_ptr<Sequence>> waiting_;
  std::vector<std::unique_ptr<Sequence>> admitted_;                       // in order of admission
  std::unordered_multimap<size_t, std::shared_ptr<PromptGroup>> groups_;  // that have pending draws
  std::optional<PhiloxStream> shuffle_;
  uint64_t next_admission_ = 0;
  uint64_t step_ = 0;
  uint64_t preemptions_ = 0;
  std::vector<PromptGroup*> holding_;  // groups with pages
};

}  // namespace rbench
