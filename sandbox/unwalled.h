#pragma once

#include <string>

#include <sys/types.h>

// Slots without namespaces, for levels 1 and 0: only where nothing else works and a person asked
// for it (--unsafe-no-sandbox). At level 0 a program can read and write what the user can, and end
// what the user can end; level 1 keeps it off files (landlock.h). It is still held to its limits of
// time, memory, output and tasks, by a system call filter (no network), and what it leaves behind
// is ended and deleted.

namespace rbench {

// As StartContainer (container.h), in a new folder of its own below `parent`, whose path comes
// back. Where the caller is root the slot becomes a user that owns nothing else.
pid_t StartUnwalled(const std::string& parent, int index, int (*body)(void*), void* argument,
                    std::string* folder, std::string* reason);

// In the slot, which inherits processes that lost their parents: ends and reaps all that came from
// it.
void EndDescendants();

// Deletes what lies in a slot's folder.
void EmptyFolder(const std::string& folder);

// Processes and threads of this user, all over the machine: what RLIMIT_NPROC counts.
int TasksOfUser();

}  // namespace rbench
