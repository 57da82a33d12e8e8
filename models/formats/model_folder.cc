#include "models/formats/model_folder.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "models/formats/gguf_file.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;

// Where a cache keeps the bytes of the snapshot at `resolved`; "" where it is no snapshot.
fs::path BlobsOf(const fs::path& resolved) {
  const fs::path snapshots = resolved.parent_path();
  const fs::path repository = snapshots.parent_path();
  const bool is_snapshot =
      snapshots.filename() == "snapshots" && repository.filename().string().starts_with("models--");
  return is_snapshot ? repository / "blobs" : fs::path();
}

bool IsInside(const fs::path& path, const fs::path& root) {
  auto at = path.begin();
  for (const fs::path& part : root) {
    if (at == path.end() || *at++ != part) return false;
  }
  return at != path.end();
}

}  // namespace

Result<ModelFolder> ModelFolder::Open(const std::string& path) {
  std::error_code error;
  const fs::path resolved = fs::canonical(path, error);
  if (error) return NotFound(fmt::format("cannot open {}: {}", path, error.message()));
  if (!fs::is_directory(resolved, error)) return InvalidInput(path + " is no folder");
  ModelFolder folder;
  folder.path_ = path;
  folder.root_ = resolved.string();
  folder.blobs_ = BlobsOf(resolved).string();
  return folder;
}

bool ModelFolder::Has(std::string_view name) const {
  std::error_code error;
  return fs::exists(fs::symlink_status(fs::path(path_) / name, error));
}

Result<std::string> ModelFolder::PathOf(std::string_view name) const {
  const bool plain = !name.empty() && name != "." && name != ".." && name.size() < 256 &&
                     name.find('/') == std::string_view::npos &&
                     name.find('\\') == std::string_view::npos &&
                     name.find('\0') == std::string_view::npos;
  if (!plain) {
    return InvalidInput(
        fmt::format("{}: {} is no plain file name: files of a model must lie in "
                    "its folder",
                    path_, QuotedForMessage(name)));
  }
  const fs::path path = fs::path(path_) / name;
  if (!Has(name)) return NotFound(fmt::format("{} does not exist", path.string()));
  std::error_code error;
  const fs::path resolved = fs::canonical(path, error);
  if (error) {
    return InvalidInput(
        fmt::format("{} is a symbolic link that leads nowhere ({}); download the "
                    "file again",
                    path.string(), error.message()));
  }
  if (!IsInside(resolved, root_) && (blobs_.empty() || !IsInside(resolved, blobs_))) {
    return InvalidInput(fmt::format(
        "{} is a symbolic link out of the model's folder (to {}); put the file itself there",
        path.string(), QuotedForMessage(resolved.string())));
  }
  if (!fs::is_regular_file(resolved, error)) {
    return InvalidInput(fmt::format("{} is no regular file", path.string()));
  }
  return resolved.string();
}

Result<std::string> ModelFolder::ReadOptional(std::string_view name, size_t max_bytes) const {
  if (!Has(name)) return std::string();
  RBENCH_ASSIGN_OR_RETURN(const std::string path, PathOf(name));
  return ReadFile(path, max_bytes);
}

}  // namespace rbench
