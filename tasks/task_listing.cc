#include <utility>

#include <fmt/format.h>

#include "tasks/code_options.h"
#include "tasks/code_problems.h"
#include "tasks/data_rows.h"
#include "tasks/generators/code/code_suite.h"
#include "tasks/generators/suite.h"
#include "tasks/row_mapping.h"
#include "tasks/task.h"
#include "tasks/task_catalog.h"

namespace rbench {
namespace {

void DescribeSuite(const TaskDefinition& definition, TaskListing& listing) {
  if (const CodeSuite* code = FindCodeSuite(definition.suite)) {
    listing.built_in_generator = listing.found = true;
    listing.path = fmt::format("generated:{}", code->name);
    listing.sha256 = code->release_sha256;
    listing.rows = static_cast<size_t>(code->release_size);
    return;
  }
  const Suite* suite = FindSuite(definition.suite);
  listing.built_in_generator = true;
  listing.found = suite != nullptr;
  if (suite == nullptr) {
    listing.wanted = fmt::format("no generated suite is called {}", definition.suite);
    return;
  }
  listing.path = fmt::format("generated:{}", suite->name);
  listing.sha256 = suite->release_sha256;
  listing.rows = static_cast<size_t>(suite->release_size);
}

void NoteHashes(const LocatedFile& file, const std::vector<DataHashes>& hashes,
                TaskListing& listing) {
  listing.sha256 = CombinedHashes(file, hashes).stored;
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (IsPublished(file.files[i], hashes[i])) continue;
    listing.notes.push_back(fmt::format("{} is not the published file (sha256 {})",
                                        file.files[i].path, file.files[i].sha256.front()));
  }
}

Status DescribeFile(const TaskDefinition& definition, const LocatedFile& file,
                    TaskListing& listing) {
  const FieldLayout* layout = definition.FindLayout(file.declared->layout);
  RBENCH_CHECK(layout != nullptr);
  if (!layout->code.empty()) {
    RBENCH_ASSIGN_OR_RETURN(LoadedCode loaded, LoadCodeFiles(*layout, file.paths));
    listing.rows = loaded.rows.rows.size();
    listing.skipped = std::move(loaded.rows.skipped);
    NoteHashes(file, loaded.files, listing);
    return {};
  }
  std::vector<DataHashes> hashes;
  for (const std::string& path : file.paths) {
    RBENCH_ASSIGN_OR_RETURN(const DataText data, ReadDataText(path, *layout));
    hashes.push_back(data.hashes);
    RBENCH_ASSIGN_OR_RETURN(const RowCount count, CountRows(data, path, *layout));
    listing.rows += count.rows;
    if (!definition.skip.empty()) {
      // Rules look at fields, so the rows are read whole.
      RBENCH_ASSIGN_OR_RETURN(const auto rows, ReadRows(data, path, *layout));
      RBENCH_ASSIGN_OR_RETURN(MappedRows mapped, MapRows(rows, *layout, definition.skip, false));
      for (const auto& [reason, skipped] : mapped.skipped) listing.skipped[reason] += skipped;
    } else if (count.without_gold > 0) {
      listing.skipped["no gold"] += static_cast<int>(count.without_gold);
    }
  }
  NoteHashes(file, hashes, listing);
  return {};
}

TaskListing Describe(const CatalogEntry& entry, const TaskSearch& search) {
  TaskDefinition definition = entry.definition;
  const Status selected = ApplySelections(search.selections, definition);
  TaskListing listing;
  if (!selected) listing.notes.push_back(selected.error().message);
  listing.name = definition.manifest.name;
  listing.description = definition.manifest.description;
  for (const auto& [name, unused] : definition.subsets) listing.subsets.push_back(name);
  if (!definition.suite.empty()) {
    DescribeSuite(definition, listing);
    return listing;
  }
  const auto file = LocateData(definition, definition.problems_split, search.data_directories);
  if (!file) {
    listing.wanted = WantedFile(definition, definition.problems_split);
    const std::string folder =
        search.data_directories.empty() ? "DATA" : search.data_directories.front();
    listing.path = folder + "/" + definition.FindSplit(definition.problems_split)->front().path;
    return listing;
  }
  listing.path = file->path();
  const Status described = DescribeFile(definition, *file, listing);
  listing.found = described.has_value();
  if (!described) listing.notes.push_back(described.error().message);
  return listing;
}

}  // namespace

std::vector<TaskListing> ListTasks(const TaskSearch& search) {
  const TaskCatalog catalog = ReadCatalog(search);
  std::vector<TaskListing> listings;
  for (const CatalogEntry& entry : catalog.entries) listings.push_back(Describe(entry, search));
  for (const Error& error : catalog.broken) {
    TaskListing listing;
    listing.notes.push_back(error.message);
    listings.push_back(std::move(listing));
  }
  return listings;
}

}  // namespace rbench
