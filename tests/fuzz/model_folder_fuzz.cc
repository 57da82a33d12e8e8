#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "base/check.h"
#include "models/formats/checkpoint.h"
#include "models/formats/hf_cache.h"
#include "models/formats/model_folder.h"
#include "tests/fuzz/scratch_folder.h"

// A Hugging Face cache that the input makes, with links wherever it likes, and the name of a model
// to look for. Lines: "d PATH" makes a folder, "f PATH TEXT" a file, "l PATH TARGET" a link; what
// does not begin so is the name, or where that is found, a file of its folder. Whatever is there,
// nothing outside the model's snapshot and blobs is reached.

namespace rbench {
namespace {

namespace fs = std::filesystem;

// Where a path of the cache leads by the system's own reading; "" where it leads nowhere.
std::string RealPath(const std::string& path) {
  char resolved[PATH_MAX];
  return ::realpath(path.c_str(), resolved) == nullptr ? std::string() : resolved;
}

bool IsBelow(const std::string& path, const std::string& folder) {
  return !folder.empty() && path.starts_with(folder + "/");
}

// The path below `root`, where making it follows no link: the input may only make things inside.
std::string SafePlace(const std::string& root, std::string_view path) {
  std::string place = root;
  for (size_t depth = 0; depth < 8; ++depth) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == ".." || part.size() > 100 ||
        part.find('\0') != std::string_view::npos)
      return "";
    place.append("/").append(part);
    if (slash == std::string_view::npos) return place;
    std::error_code error;
    fs::create_directory(place, error);
    if (!fs::is_directory(fs::symlink_status(place, error))) return "";
    path.remove_prefix(slash + 1);
  }
  return "";
}

void Make(const std::string& root, char kind, std::string_view rest) {
  const size_t space = rest.find(' ');
  const std::string place = SafePlace(root, rest.substr(0, space));
  if (place.empty()) return;
  const std::string text(space == std::string_view::npos ? "" : rest.substr(space + 1));
  std::error_code error;
  if (kind == 'd') fs::create_directory(place, error);
  if (kind == 'f') ScratchFolder::Write(place, text);
  if (kind == 'l' && ::symlink(text.c_str(), place.c_str()) != 0) return;
}

void CheckFile(const ModelFolder& folder, const std::string& name, const std::string& snapshot) {
  const std::string blobs = fs::path(snapshot).parent_path().parent_path() / "blobs";
  const Result<std::string> path = folder.PathOf(name);
  const Result<std::string> text = folder.ReadOptional(name, 100);
  if (!path) {
    RBENCH_CHECK(!path.error().message.empty());
    RBENCH_CHECK(!text || text->empty());
    return;
  }
  RBENCH_CHECK(name.find('/') == std::string::npos);
  RBENCH_CHECK(*path == RealPath(*path) && *path == RealPath(folder.path() + "/" + name));
  RBENCH_CHECK(IsBelow(*path, snapshot) || IsBelow(*path, blobs));
  RBENCH_CHECK(!text || text->size() <= 100);
}

void Try(std::string_view input) {
  const ScratchFolder scratch;
  const std::string hub = scratch.path() + "/hub";
  fs::create_directory(hub);
  fs::create_directory(scratch.path() + "/outside");
  ScratchFolder::Write(scratch.path() + "/outside/config.json", "{}");
  std::string found;
  for (int lines = 0; !input.empty() && lines < 40; ++lines) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    if (line.size() >= 2 && line[1] == ' ' &&
        (line[0] == 'd' || line[0] == 'f' || line[0] == 'l')) {
      Make(hub, line[0], line.substr(2));
    } else if (found.empty()) {
      const Result<std::string> path = FindInHfCache(line, hub);
      if (path) found = *path;
      RBENCH_CHECK(path || !path.error().message.empty());
    } else {
      const std::string snapshot = RealPath(found);
      if (snapshot.empty()) return;
      const Result<ModelFolder> folder = ModelFolder::Open(found);
      RBENCH_CHECK(folder.has_value());
      CheckFile(*folder, std::string(line), snapshot);
    }
  }
  if (found.empty()) return;
  const fs::path snapshot = RealPath(found);
  const fs::path repository = snapshot.parent_path().parent_path();
  // The model's own folder may be a link that the user made; nothing below it is.
  RBENCH_CHECK(snapshot.parent_path().filename() == "snapshots");
  RBENCH_CHECK(repository == RealPath(fs::path(found).parent_path().parent_path()));
  const Result<ModelFolder> folder = ModelFolder::Open(found);
  RBENCH_CHECK(folder.has_value());
  for (const char* name : {"config.json", "model.safetensors", "tokenizer.json", "a", ".."}) {
    CheckFile(*folder, name, snapshot);
  }
  const Result<Checkpoint> opened =
      OpenCheckpoint(found, {.pre_tokenizer = "", .hash_file = false});
  RBENCH_CHECK(opened || !opened.error().message.empty());
}

}  // namespace
}  // namespace rbench

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 4000) return 0;
  rbench::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
