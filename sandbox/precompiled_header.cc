#include "sandbox/precompiled_header.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/helper_process.h"
#include "base/sha256.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;

// Changes with the compiler's program and with the flags.
Result<std::string> KeyOf(const std::string& compiler) {
  std::error_code error;
  const fs::path real = fs::canonical(compiler, error);
  struct stat what {};
  if (error || ::stat(real.c_str(), &what) != 0) {
    return NotFound(fmt::format("no C++ compiler at {}; `make setup` installs one", compiler));
  }
  std::string text = fmt::format("{} {} {}", real.string(), what.st_size, what.st_mtim.tv_sec);
  for (const char* flag : kCppFlags) text += fmt::format(" {}", flag);
  return Sha256Hex(text).substr(0, 16);
}

}  // namespace

Result<std::string> PrecompiledHeaderPath(const std::string& cache, const std::string& compiler) {
  RBENCH_ASSIGN_OR_RETURN(const std::string key, KeyOf(compiler));
  return cache + "/precompiled/" + key;
}

Result<std::string> PrecompiledHeaderFolder(const std::string& cache, const std::string& compiler) {
  RBENCH_ASSIGN_OR_RETURN(const std::string folder, PrecompiledHeaderPath(cache, compiler));
  const std::string header = folder + "/bits/stdc++.h.gch";
  if (FileExists(header)) return folder;
  std::error_code error;
  const std::string work = fmt::format("{}.{}", folder, ::getpid());
  fs::create_directories(work + "/bits", error);
  if (error) return IoError(fmt::format("cannot make {}: {}", work, error.message()));
  const std::string source = work + "/all.h";
  RBENCH_RETURN_IF_ERROR(WriteFileAtomic(source, "#include <bits/stdc++.h>\n"));
  std::vector<std::string> command = {compiler};
  for (const char* flag : kCppFlags) command.emplace_back(flag);
  for (const char* word : {"-x", "c++-header", "-o"}) command.emplace_back(word);
  command.push_back(work + "/bits/stdc++.h.gch");
  command.push_back(source);
  RBENCH_ASSIGN_OR_RETURN(HelperProcess process, HelperProcess::Start(command));
  const auto status = process.Wait();
  if (status != 0) {
    fs::remove_all(work, error);
    return IoError(
        fmt::format("{} cannot precompile <bits/stdc++.h>; is the disk full?", compiler));
  }
  fs::remove(source, error);
  fs::rename(work, folder, error);
  if (error) fs::remove_all(work, error);  // another process was first
  if (!FileExists(header)) return IoError(fmt::format("{} is not there", header));
  return folder;
}

}  // namespace rbench
