#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <linux/filter.h>
#include <sys/types.h>

#include "sandbox/broker.h"
#include "sandbox/cgroup.h"
#include "sandbox/container.h"
#include "sandbox/event_loop.h"
#include "sandbox/wire.h"

namespace rbench {

// A slot as the broker sees it.
struct Slot {
  SlotKind kind = SlotKind::kProgram;
  int index = 0;
  pid_t pid = -1;
  int socket = -1;
  std::unique_ptr<Cgroup> group;  // null at level 2
  std::string folder;             // of a slot without walls; empty: it has walls
  bool ready = false;             // it has said once that it can serve
  bool busy = false;              // its user's mark
  pid_t init = -1;                // of the run that goes on, or that waits for the next; -1: none
  int pidfd = -1;                 // of init
  wire::SlotDone done;            // of the run that was handed to it last
  int product = -1;               // what that run built
};

// The broker's slots: started when they are first needed, and again when they died.
class SlotPool {
 public:
  // What a slot said, once the pool knows it; null: it died, and is stopped.
  using Heard = std::function<void(Slot&, const wire::SlotEvent*)>;

  // All but `options` must outlive the pool.
  SlotPool(const BrokerOptions& options, int slots_of_a_kind,
           const std::vector<sock_filter>& filter, EventLoop& loop, Heard heard);
  ~SlotPool();

  // Groups for the slots that start from now on; null: none. Stops those there are.
  void UseGroups(CgroupRoot* groups);
  // Slots that start from now on have these instead of namespaces: level 1 or 0.
  void UseWalls(Walls walls);
  // An idle slot of the kind. Null with an empty reason where one has to be waited for, which may
  // just have been started; null with a reason where none can be started.
  Slot* Idle(SlotKind kind, std::string* reason);
  // Starts a slot of the kind and waits until it serves: for the broker's start only.
  bool WaitForFirst(SlotKind kind, std::string* reason);
  void Stop(Slot& slot);

 private:
  bool Start(Slot& slot, std::string* reason);
  void OnSlot(Slot& slot);
  // Sends the process that waits for the next run into that run's group.
  bool BringIn(Slot& slot);

  const BrokerOptions options_;
  const int slots_of_a_kind_;
  const std::vector<sock_filter>& filter_;
  EventLoop& loop_;
  const Heard heard_;
  CgroupRoot* groups_ = nullptr;
  Walls walls_ = Walls::kNamespaces;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::map<SlotKind, int> failed_starts_;  // in a row
};

}  // namespace rbench
