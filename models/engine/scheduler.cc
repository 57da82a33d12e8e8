#include "models/engine/scheduler.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace rbench {
namespace {

size_t HashTokens(const std::vector<TokenId>& tokens, bool score) {
  uint64_t hash = score ? 0x9e3779b97f4a7c15u : 0xcbf29ce484222325u;
  for (TokenId token : tokens) hash = (hash ^ static_cast<uint32_t>(token)) * 0x100000001b3u;
  return hash ^ (hash >> 32);
}

}  // namespace

void StepPlan::Clear() {
  rows.clear();
  targets.clear();
  group_progress.clear();
  sequence_progress.clear();
  prompt_rows = 0;
}

Scheduler::Scheduler(const SchedulerOptions& options, KvPages& pages)
    : options_(options), pages_(&pages) {
  if (options_.order_seed != 0) shuffle_.emplace(PhiloxKeyFor(options_.order_seed, "admission"));
  admitted_.reserve(options_.max_batch);
}

Scheduler::~Scheduler() { RemoveAll(); }

size_t Scheduler::PagesNeeded(size_t prompt_tokens, size_t max_new_tokens, size_t max_context) {
  return PagesFor(std::min(prompt_tokens + max_new_tokens, max_context) - 1);
}

// Finds or makes the group of the sequence's prompt.
void Scheduler::JoinGroup(Sequence& sequence) {
  const GenerateRequest& request = sequence.request();
  const size_t hash =
      options_.prefix_sharing ? HashTokens(request.prompt->tokens, request.score_prompt) : 0;
  sequence.group.reset();
  if (options_.prefix_sharing) {
    const auto [begin, end] = groups_.equal_range(hash);
    for (auto it = begin; it != end; ++it) {
      const PromptGroup& group = *it->second;
      if (group.score != request.score_prompt) continue;
      if (group.prompt == request.prompt || group.prompt->tokens == request.prompt->tokens)
        sequence.group = it->second;
    }
  }
  if (!sequence.group) {
    sequence.group = std::make_shared<PromptGroup>();
    sequence.group->prompt = request.prompt;
    sequence.group->score = request.score_prompt;
    sequence.group->hash = hash;
    if (request.score_prompt)
      sequence.group->prompt_logprobs.assign(request.prompt->tokens.size(), 0.0f);
    groups_.emplace(hash, sequence.group);
  }
  ++sequence.group->pending;
}

// The sequence no longer waits for its prompt.
void Scheduler::LeaveGroup(Sequence& sequence) {
  if (--sequence.group->pending == 0) DropGroup(*sequence.group);
}

void Scheduler::DropGroup(PromptGroup& group) {
  pages_->ReleaseAll(group.table);
  group.computed = 0;
  std::erase(holding_, &group);
  const auto [begin, end] = groups_.equal_range(group.hash);
  for (auto it = begin; it != end; ++it) {
    if (it->second.get() == &group) {
      groups_.erase(it);
      return;
    }
  }
}

void Scheduler::Add(std::unique_ptr<Sequence> sequence) {
  JoinGroup(*sequence);
  waiting_.push_back(std::move(sequence));
}

// True where the pages suffice for everything admitted to go on for a page and for this sequence to
// start. Admitting more would be right too, but would end in preemptions.
bool Scheduler::HasRoomFor(const Sequence& sequence) const {
  size_t available = pages_->free_pages();
  for (const PromptGroup* group : holding_) {
    if (group->waiting > 0 || group == sequence.group.get()) continue;
    for (uint32_t page : group->table) available += pages_->references(page) == 1 ? 1 : 0;
  }
  size_t committed = 0;
  const auto missing_prefix = [](const PromptGroup& group) {
    return PagesFor(group.prefix_size()) - group.table.size();
  };
  const auto own_pages = [](const Sequence& s) {
    return PagesFor(s.tokens().size() + 1) - s.group->prefix_size() / kKvPageTokens;
  };
  std::vector<const PromptGroup*> counted;
  const auto commit = [&](const Sequence& s) {
    if (s.forked) {
      committed += std::max(PagesFor(s.tokens().size() + 1), s.table.size() + 1) - s.table.size();
      return;
    }
    committed += own_pages(s) + 1;
    if (std::find(counted.begin(), counted.end(), s.group.get()) != counted.end()) return;
    counted.push_back(s.group.get());
    committed += missing_prefix(*s.group);
  };
  for (const auto& s : admitted_) commit(*s);
  commit(sequence);
  return committed <= available;
}

void Scheduler::Admit() {
  while (admitted_.size() < options_.max_batch && !waiting_.empty()) {
    const size_t index = shuffle_ ? static_cast<size_t>(shuffle_->NextBelow(waiting_.size())) : 0;
    if (!admitted_.empty() && !HasRoomFor(*waiting_[index])) return;
    std::unique_ptr<Sequence> sequence = std::move(waiting_[index]);
    waiting_.erase(waiting_.begin() + static_cast<ptrdiff_t>(index));
    sequence->admission = ++next_admission_;
    ++sequence->group->waiting;
    sequence->MarkStarted();
    admitted_.push_back(std::move(sequence));
  }
}

// Gives up the pages of a prompt for which no admitted sequence waits; queued draws will run it
// again.
bool Scheduler::ReclaimGroup() {
  for (PromptGroup* group : holding_) {
    if (group->waiting > 0) continue;
    pages_->ReleaseAll(group->table);
    group->computed = 0;
    std::erase(holding_, group);
    return true;
  }
  return false;
}

void Scheduler::Preempt(size_t index) {
  std::unique_ptr<Sequence> sequence = std::move(admitted_[index]);
  admitted_.erase(admitted_.begin() + static_cast<ptrdiff_t>(index));
  pages_->ReleaseAll(sequence->table);
  sequence->computed = 0;
  if (sequence->forked) {
    sequence->forked = false;
    JoinGroup(*sequence);
  } else {
    --sequence->group->waiting;
  }
  waiting_.push_front(std::move(sequence));
  ++preemptions_;
}

bool Scheduler::PreemptNewerThan(uint64_t admission) {
  if (admitted_.empty() || admitted_.back()->admission <= admission) return false;
  Preempt(admitted_.size() - 1);
  return true;
}

bool Scheduler::FreePages(const Sequence& requester) {
  return ReclaimGroup() || PreemptNewerThan(requester.admission);
}

// Adds pages to `table` until it covers `tokens`; false where older sequences need them all.
bool Scheduler::Extend(BlockTable& table, size_t tokens, const Sequence& requester) {
  while (table.size() < PagesFor(tokens)) {
    if (const auto page = pages_->Allocate()) {
      table.push_back(*page);
    } else if (!FreePages(requester)) {
      return false;
    }
  }
  return true;
}

// Gives the sequence its prompt's pages. Where no page is left for a copy of the partial one, it
// takes the group's own, and the other draws run the prompt again.
void Scheduler::TakeOver(Sequence& sequence) {
  PromptGroup& group = *sequence.group;
  const size_t prefix = group.prefix_size();
  bool forked = false;
  while (group.pending > 1 && !(forked = pages_->Fork(group.table, prefix, sequence.table))) {
    if (!FreePages(sequence)) break;
  }
  if (!forked) {
    sequence.table = std::move(group.table);
    group.table.clear();
    group.computed = 0;
    std::erase(holding_, &group);
  }
  sequence.computed = prefix;
  sequence.forked = true;
  --group.waiting;
  LeaveGroup(sequence);
}

size_t Scheduler::ChunkEnd(size_t begin, size_t end) const {
  return std::min(end, (begin / options_.prefill_chunk + 1) * options_.prefill_chunk);
}

// Plans the next chunk of a prompt. False where the pages do not suffice.
bool Scheduler::PlanGroup(PromptGroup& group, const Sequence& requester, size_t& budget,
                          StepPlan& plan) {
  const size_t end = ChunkEnd(group.computed, group.prefix_size());
  if (end - group.computed > budget) return true;  // a later step's
  const bool held = !group.table.empty();
  const bool extended = Extend(group.table, end, requester);
  if (!held && !group.table.empty()) holding_.push_back(&group);
  if (!extended) return false;
  budget -= end - group.computed;
  group.planned_step = step_;
  plan.prompt_rows += end - group.computed;
  for (size_t i = group.computed; i < end; ++i) {
    plan.rows.push_back(
        {group.prompt->tokens[i], static_cast<int>(i), group.table.data(), group.score});
    if (group.score) plan.targets.push_back({nullptr, &group, i + 1});
  }
  plan.group_progress.emplace_back(&group, end);
  return true;
}

// Plans the sequence's next token, or after a preemption the next chunk of the tokens it has. False
// where the pages do not suffice.
bool Scheduler::PlanRows(Sequence& sequence, size_t& budget, StepPlan& plan) {
  const std::vector<TokenId>& tokens = sequence.tokens();
  const size_t begin = sequence.computed;
  const size_t end = tokens.size() - begin == 1 ? tokens.size() : ChunkEnd(begin, tokens.size());
  const bool catches_up = tokens.size() - begin > 1;
  if (catches_up && end - begin > budget) return true;
  if (!Extend(sequence.table, end, sequence)) return false;
  if (catches_up) budget -= end - begin;
  for (size_t i = begin; i < end; ++i) {
    plan.rows.push_back(
        {tokens[i], static_cast<int>(i), sequence.table.data(), i + 1 == tokens.size()});
  }
  if (end == tokens.size()) plan.targets.push_back({&sequence, nullptr, 0});
  plan.sequence_progress.emplace_back(&sequence, end);
  return true;
}

bool Scheduler::Plan(StepPlan& plan) {
  plan.Clear();
  ++step_;
  Admit();
  size_t budget = options_.prefill_chunk;
  // Sequences that give up their pages are always newer than the one being planned, so they stand
  // behind index i.
  for (size_t i = 0; i < admitted_.size(); ++i) {
    Sequence& sequence = *admitted_[i];
    bool fits = true;
    if (!sequence.forked && !sequence.group->complete()) {
      if (sequence.group->planned_step != step_)
        fits = PlanGroup(*sequence.group, sequence, budget, plan);
    } else {
      if (!sequence.forked) TakeOver(sequence);
      fits = PlanRows(sequence, budget, plan);
    }
    if (!fits) {
      RBENCH_CHECK(i > 0 && i + 1 == admitted_.size());
      Preempt(i);
    }
  }
  return !admitted_.empty();
}

void Scheduler::Commit(const StepPlan& plan) {
  for (const auto& [group, computed] : plan.group_progress) group->computed = computed;
  for (const auto& [sequence, computed] : plan.sequence_progress) sequence->computed = computed;
}

std::unique_ptr<Sequence> Scheduler::Remove(Sequence* sequence) {
  for (size_t i = 0; i < admitted_.size(); ++i) {
    if (admitted_[i].get() != sequence) continue;
    std::unique_ptr<Sequence> removed = std::move(admitted_[i]);
    admitted_.erase(admitted_.begin() + static_cast<ptrdiff_t>(i));
    pages_->ReleaseAll(removed->table);
    if (!removed->forked) {
      --removed->group->waiting;
      LeaveGroup(*removed);
    }
    return removed;
  }
  CheckFailed(__FILE__, __LINE__, "the sequence is not running");
}

std::vector<std::unique_ptr<Sequence>> Scheduler::RemoveAll() {
  std::vector<std::unique_ptr<Sequence>> removed;
  while (!admitted_.empty()) removed.push_back(Remove(admitted_.front().get()));
  while (!waiting_.empty()) {
    LeaveGroup(*waiting_.front());
    removed.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return removed;
}

}  // namespace rbench
