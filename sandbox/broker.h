#pragma once

#include <string>

// The broker: a small process with one thread between its client and the slots. It owns the slots,
// feeds them runs, reads what programs print, and decides what happened. It is started before its
// client grows, and outlives nothing: it ends when the client's socket closes, its slots end with
// it, and the runs with the slots.

namespace rbench {

struct BrokerOptions {
  int control = 0;      // SOCK_SEQPACKET socket to the client
  int slots = 0;        // runs at once; 0 = as many as cores
  bool cgroups = true;  // false: level 2 even where groups could be had
  std::string python;   // path of rbench-sandbox-python; empty = no Python
  std::string compiler = "/usr/bin/g++";
  std::string headers;  // folder with a precompiled header (precompiled_header.h); empty = none
  // Where nothing else works, slots without namespaces (level 1 or 0) that have their folders in
  // this one; empty: no such slots.
  std::string unwalled;
  bool landlock = true;  // false: level 0 even where level 1 could be had
};

// Serves until the client is gone; the exit status.
int RunBroker(const BrokerOptions& options);

}  // namespace rbench
