#include "tasks/task_catalog.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files.h"
#include "base/nearest.h"
#include "base/sha256.h"
#include "tasks/code/code_problem.h"

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

// The files that a candidate stands for.
std::vector<DataFile> FilesOf(const TaskDefinition& definition, const DataFile& candidate) {
  const std::string& release = definition.FindLayout(candidate.layout)->release;
  if (release.empty()) {
    std::vector<DataFile> files = candidate.with;
    files.insert(files.begin(), candidate);
    return files;
  }
  const auto names = LiveCodeBenchFiles(release);
  RBENCH_CHECK(names.has_value());  // SetCodeOption looked
  std::vector<DataFile> files;
  for (const std::string& name : *names) files.push_back({candidate.path + "/" + name, {}, {}, {}});
  return files;
}

// The paths of all `files` below a directory; nothing where one of them is missing.
std::vector<std::string> FindIn(const std::string& directory, const std::vector<DataFile>& files) {
  std::vector<std::string> paths;
  for (const DataFile& file : files) {
    std::optional<std::string> path;
    for (const std::string& spelling : Spellings(file)) {
      if (!path) path = Expand(directory, "/" + spelling);
    }
    if (!path) return {};
    paths.push_back(*std::move(path));
  }
  return paths;
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

bool IsPublished(const DataFile& file, const DataHashes& hashes) {
  return file.sha256.empty() ||
         std::any_of(file.sha256.begin(), file.sha256.end(), [&](const std::string& one) {
           return one == hashes.stored || one == hashes.expanded;
         });
}

DataHashes CombinedHashes(const LocatedFile& file, const std::vector<DataHashes>& hashes) {
  if (hashes.size() == 1) return hashes.front();
  std::string stored;
  std::string expanded;
  for (size_t i = 0; i < hashes.size(); ++i) {
    stored += fmt::format("{}  {}\n", hashes[i].stored, file.files[i].path);
    expanded += fmt::format("{}  {}\n", hashes[i].expanded, file.files[i].path);
  }
  return {Sha256Hex(stored), Sha256Hex(expanded)};
}

std::string WantedFile(const TaskDefinition& definition, const std::string& split) {
  const std::vector<DataFile>* candidates = definition.FindSplit(split);
  std::string wanted;
  if (candidates == nullptr) return wanted;
  for (const DataFile& candidate : *candidates) {
    bool known = true;
    std::vector<std::string> names;
    for (const DataFile& file : FilesOf(definition, candidate)) {
      known = known && !file.sha256.empty();
      names.push_back(file.sha256.empty()
                          ? file.path
                          : fmt::format("{} (sha256 {})", file.path, file.sha256.front()));
    }
    wanted += (wanted.empty() ? "" : "; or ") + fmt::format("{}", fmt::join(names, ", "));
    if (known) break;
  }
  return wanted;
}

Result<LocatedFile> LocateData(const TaskDefinition& definition, const std::string& split,
                               const std::vector<std::string>& data_directories) {
  const std::vector<DataFile>* files = definition.FindSplit(split);
  RBENCH_CHECK(files != nullptr);
  for (const DataFile& file : *files) {
    LocatedFile located;
    located.declared = &file;
    located.files = FilesOf(definition, file);
    for (const std::string& directory : data_directories) {
      located.paths = FindIn(directory, located.files);
      if (!located.paths.empty()) return located;
    }
  }
  std::string message = fmt::format("the data of task {} is not here: wanted {}",
                                    definition.manifest.name, WantedFile(definition, split));
  if (!definition.manifest.source.empty())
    message += fmt::format(", published by {}", definition.manifest.source);
  if (data_directories.empty()) {
    message += "; no data directory is set: pass --data DIR or set RBENCH_DATA";
  } else {
    const std::vector<DataFile> best = FilesOf(definition, files->front());
    message += best.size() > 1
                   ? fmt::format("; put them below {}", data_directories.front())
                   : fmt::format("; put it at {}/{}", data_directories.front(), best.front().path);
  }
  return NotFound(std::move(message));
}

}  // namespace rbench
