#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

// Files as whole byte strings. Every error names the path and the system's reason.

namespace rbench {

// Reads a regular file of at most `max_bytes` (kResourceExhausted beyond).
Result<std::string> ReadFile(const std::string& path, size_t max_bytes = size_t{1} << 30);

// At most the first `bytes` of a regular file.
Result<std::string> ReadFileHead(const std::string& path, size_t bytes);

// Reads a file and, where its content (not its name) is gzip, expands it. At most `max_bytes` come
// out.
Result<std::string> ReadFileMaybeGzip(const std::string& path, size_t max_bytes = size_t{1} << 30);

// Replaces `path` with `bytes` or leaves it as it was: temporary file in the same folder, fsync,
// rename, fsync of the folder.
Status WriteFileAtomic(const std::string& path, std::string_view bytes);
// The same for bytes that come piece by piece: `produce` calls `write` for each, and gives up by
// returning an error.
using WriteBytes = std::function<Status(std::string_view)>;
Status WriteFileAtomic(const std::string& path,
                       const std::function<Status(const WriteBytes& write)>& produce);

// Creates the folder and its parents; no error where it exists.
Status MakeDirectories(const std::string& path);

bool FileExists(const std::string& path);  // a regular file
bool DirectoryExists(const std::string& path);
Result<uint64_t> FileSize(const std::string& path);

}  // namespace rbench
