#pragma once

#include <string>
#include <vector>

#include "base/embedded_file.h"
#include "base/result.h"
#include "tasks/manifest.h"

namespace rbench {

// The manifests compiled in (tasks/builtin/*.yaml), by file name.
const std::vector<EmbeddedFile>& BuiltinManifests();

struct CatalogEntry {
  TaskDefinition definition;
  std::string where;
  bool built_in = false;
};

struct TaskCatalog {
  std::vector<CatalogEntry>
      entries;  // manifest files first, in their order, then the built-in ones by name
  std::vector<Error> broken;  // manifest files that cannot be read

  // The first entry of that name: a manifest file wins over a built-in task. An error names the
  // nearest.
  Result<const CatalogEntry*> Find(const std::string& name) const;
};

TaskCatalog ReadCatalog(const TaskSearch& search);

// A data file found on this machine.
struct LocatedFile {
  const DataFile* declared = nullptr;
  std::string path;
};

// The first candidate of the split that exists in one of the data directories; also with ".gz"
// added or taken away. For a part "*" of a path the first match in byte order. An error names every
// file wanted with its sha256 and where to put it.
Result<LocatedFile> LocateData(const TaskDefinition& definition, const std::string& split,
                               const std::vector<std::string>& data_directories);

// "gsm8k/test.jsonl.gz (sha256 ...)": what LocateData would like best.
std::string WantedFile(const TaskDefinition& definition, const std::string& split);

}  // namespace rbench
