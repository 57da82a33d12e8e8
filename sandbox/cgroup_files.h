#pragma once

#include <cstdint>
#include <string>

// Reading, writing and removing control groups as the files and folders that they are.

namespace rbench {

// Empty where it cannot be read.
std::string ReadGroupFile(const std::string& path);
// False, with errno, where the kernel refused.
bool WriteGroupFile(const std::string& path, const std::string& text);

// The number at the start of a file that stays open, -1 where there is none.
int64_t NumberIn(int file);
// The number after `key ` in the lines of a file that stays open, 0 where there is none.
int64_t NumberOf(int file, const char* key);

// `what: ` and errno as text.
std::string Failed(const std::string& what);

// Whether any process is in the group.
bool IsOccupied(const std::string& group);

// Ends what is in the group, where the kernel can, and removes it as soon as it is empty, with the
// groups of slots below it. False where it is not empty for a second.
bool RemoveGroup(const std::string& group);

// The name of the group of this process's slots, below its own.
std::string NameOfGroups();
// Removes the groups of brokers that were killed. The live one's are kept by their process number
// and, where `locked`, by the lock that it holds (LockFolder), which other containers see as well.
void RemoveStaleGroups(const std::string& parent, bool locked);
// Whether there are groups of a broker below `parent`.
bool HasGroups(const std::string& parent);

// An open folder that is locked until it is closed; -1 where there is none, or where it is locked
// and the caller does not want to wait.
int LockFolder(const std::string& folder, bool wait);

}  // namespace rbench
