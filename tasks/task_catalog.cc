#include "tasks/task_catalog.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/files.h"
#include "base/nearest.h"

namespace rbench {
namespace {

constexpr size_t kMaxManifestBytes = size_t{1} << 20;

// `path` with every "*" replaced by the first entry, in byte order, that leads to something.
std::optional<std::string> Expand(const std::string& base, std::string_view rest) {
  const size_t star = rest.find("/*/");
  if (star == std::string_view::npos) {
    const std::string path = base + std::string(rest);
    std::error_code error;
    return std::filesystem::exists(path, error) ? std::optional(path) : std::nullopt;
  }
  const std::string folder = base + std::string(rest.substr(0, star));
  std::vector<std::string> entries;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    entries.push_back(entry.path().filename().string());
  }
  std::sort(entries.begin(), entries.end());
  for (const std::string& entry : entries) {
    if (auto path = Expand(folder + "/" + entry, rest.substr(star + 2))) return path;
  }
  return std::nullopt;
}

std::vector<std::string> Spellings(const DataFile& file) {
  std::vector<std::string> spellings = {file.path};
  if (file.path.ends_with(".gz")) {
    spellings.push_back(file.path.substr(0, file.path.size() - 3));
  } else {
    spellings.push_back(file.path + ".gz");
  }
  return spellings;
}

Result<CatalogEntry> ReadEntry(const std::string& path) {
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxManifestBytes));
  RBENCH_ASSIGN_OR_RETURN(TaskDefinition definition, ParseManifest(text, path));
  return CatalogEntry{std::move(definition), path, false};
}

}  // namespace

TaskCatalog ReadCatalog(const TaskSearch& search) {
  TaskCatalog catalog;
  for (const std::string& path : search.manifest_files) {
    Result<CatalogEntry> entry = ReadEntry(path);
    if (entry) {
      catalog.entries.push_back(*std::move(entry));
    } else {
      catalog.broken.push_back(std::move(entry).error());
    }
  }
  for (const EmbeddedFile& file : BuiltinManifests()) {
    auto definition = ParseManifest(file.text, file.name);
    RBENCH_CHECK(definition.has_value());  // the tests read every one of them
    catalog.entries.push_back({*std::move(definition), std::string(file.name), true});
  }
  return catalog;
}

Result<const CatalogEntry*> TaskCatalog::Find(const std::string& name) const {
  std::vector<std::string> known;
  for (const CatalogEntry& entry : entries) {
    if (entry.definition.manifest.name == name) return &entry;
    known.push_back(entry.definition.manifest.name);
  }
  std::string message =
      fmt::format("unknown task \"{}\"{}; rbench tasks lists them", name, DidYouMean(name, known));
  for (const Error& error : broken) message += fmt::format("; not read: {}", error.message);
  return NotFound(std::move(message));
}

std::string WantedFile(const TaskDefinition& definition, const std::string& split) {
  const std::vector<DataFile>* files = definition.FindSplit(split);
  if (files == nullptr || files->empty()) return "";
  const DataFile& best = files->front();
  return best.sha256.empty() ? best.path
                             : fmt::format("{} (sha256 {})", best.path, best.sha256.front());
}

Result<LocatedFile> LocateData(const TaskDefinition& definition, const std::string& split,
                               const std::vector<std::string>& data_directories) {
  const std::vector<DataFile>* files = definition.FindSplit(split);
  RBENCH_CHECK(files != nullptr);
  for (const DataFile& file : *files) {
    for (const std::string& directory : data_directories) {
      for (const std::string& spelling : Spellings(file)) {
        if (auto path = Expand(directory, "/" + spelling))
          return LocatedFile{&file, *std::move(path)};
      }
    }
  }
  std::string message = fmt::format("the data of task {} is not here: wanted {}",
                                    definition.manifest.name, WantedFile(definition, split));
  if (!definition.manifest.source.empty())
    message += fmt::format(", published by {}", definition.manifest.source);
  if (data_directories.empty()) {
    message += "; no data directory is set: pass --data DIR or set RBENCH_DATA";
  } else {
    message += fmt::format("; put it at {}/{}", data_directories.front(), files->front().path);
  }
  return NotFound(std::move(message));
}

}  // namespace rbench
