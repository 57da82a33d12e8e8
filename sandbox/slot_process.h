#pragma once

#include <string>
#include <vector>

#include <linux/filter.h>

#include "sandbox/container.h"

// What a slot's process does once its container stands: it serves runs as the kind says. Python's
// slots become the program rbench-sandbox-python (python_main.cc).

namespace rbench {

struct SlotProcess {
  SlotKind kind = SlotKind::kProgram;
  Walls walls = Walls::kNamespaces;
  int socket = -1;
  int python = -1;           // rbench-sandbox-python, opened
  std::string library_path;  // of Python: folders of libraries that /etc/alternatives chooses
  std::string compiler;
  std::string headers;  // folder inside with a precompiled header; empty = none
  const std::vector<sock_filter>* filter = nullptr;
};

// A body for StartContainer; `argument` is a SlotProcess. Closes every descriptor that is not the
// slot's.
int RunSlotProcess(void* argument);

// The numbers that rbench-sandbox-python finds its descriptors at: the socket, and a file with the
// system call filter.
inline constexpr int kSlotSocket = 3;
inline constexpr int kSlotFilter = 4;

}  // namespace rbench
