#include "models/formats/hf_cache.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "models/formats/gguf_file.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxRefBytes = 256;

bool IsPlain(std::string_view part) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !part.empty() && part.size() <= 128 && part.front() != '.' &&
         std::all_of(part.begin(), part.end(), plain);
}

// Parts between slashes, none of which may climb.
bool IsPlainPath(std::string_view path) {
  while (true) {
    const size_t slash = path.find('/');
    if (!IsPlain(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

// Whether `path` is itself, without a link on the way from the folder of the model: a link could
// lead anywhere.
bool IsWhereItSeems(const fs::path& path, const fs::path& repository) {
  std::error_code error;
  const fs::path resolved = fs::canonical(path, error);
  if (error) return false;
  const fs::path root = fs::canonical(repository, error);
  return !error && resolved == root / path.lexically_relative(repository);
}

std::string Names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (names.size() >= 8) break;
    names.push_back(QuotedForMessage(entry.path().filename().string()));
  }
  std::sort(names.begin(), names.end());
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Result<std::string> FindInHfCache(std::string_view name, const std::string& hub) {
  const size_t at = name.find('@');
  const std::string_view id = name.substr(0, at);
  const std::string_view revision =
      at == std::string_view::npos ? std::string_view("main") : name.substr(at + 1);
  const size_t slash = id.find('/');
  // "--" stands for the slash in the folder's name.
  if (!IsPlainPath(id) || std::count(id.begin(), id.end(), '/') > 1 ||
      id.find("--") != std::string_view::npos) {
    return InvalidInput(
        fmt::format("hf:{} is no name of a model; write hf:org/name or "
                    "hf:org/name@revision",
                    QuotedForMessage(name)));
  }
  if (!IsPlainPath(revision)) {
    return InvalidInput(fmt::format("{} is no revision", QuotedForMessage(revision)));
  }
  std::string folder = "models--" + std::string(id);
  if (slash != std::string_view::npos) folder.replace(8 + slash, 1, "--");
  const fs::path repository = fs::path(hub) / folder;
  const std::string fetch =
      fmt::format("rbench never downloads; `hf download {}{}` puts it there", id,
                  at == std::string_view::npos ? "" : fmt::format(" --revision {}", revision));
  std::error_code error;
  if (!fs::is_directory(repository, error)) {
    return NotFound(fmt::format(
        "model hf:{} is not in the Hugging Face cache: looked for {} (the cache is HF_HUB_CACHE, "
        "else HF_HOME/hub, else ~/.cache/huggingface/hub); {}",
        name, repository.string(), fetch));
  }
  std::string commit(revision);
  const fs::path ref = repository / "refs" / revision;
  if (fs::is_regular_file(ref, error) && IsWhereItSeems(ref, repository)) {
    RBENCH_ASSIGN_OR_RETURN(commit, ReadFile(ref.string(), kMaxRefBytes));
    commit.erase(commit.find_last_not_of(" \r\n") + 1);
    if (!IsPlain(commit)) {
      return InvalidInput(
          fmt::format("{} names {}, which is no commit", ref.string(), QuotedForMessage(commit)));
    }
  }
  const fs::path snapshot = repository / "snapshots" / commit;
  if (!IsPlain(commit) || !fs::is_directory(snapshot, error) ||
      !IsWhereItSeems(snapshot, repository)) {
    return NotFound(fmt::format(
        "model hf:{} is in the Hugging Face cache without this revision: looked for {} and {}; "
        "there are the refs {} and the snapshots {}; {}",
        name, ref.string(), snapshot.string(), Names(repository / "refs"),
        Names(repository / "snapshots"), fetch));
  }
  return snapshot.string();
}

Status CheckCachedBlob(const std::string& path, const std::string& sha256) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  const std::string name = file.filename().string();
  // Small files have the 40 digits of git there.
  const bool named_by_sha256 = file.parent_path().filename() == "blobs" && name.size() == 64 &&
                               name.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (error || !named_by_sha256 || name == sha256) return {};
  return InvalidInput(
      fmt::format("{} is damaged: its SHA-256 is {}, and the cache keeps it as {}; delete {} and "
                  "fetch the model again",
                  path, sha256, name, file.string()));
}

}  // namespace rbench
