#pragma once

#include <string>
#include <vector>

#include "base/embedded_file.h"
#include "base/result.h"
#include "tasks/data_rows.h"
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

// A candidate whose files were found on this machine.
struct LocatedFile {
  const DataFile* declared = nullptr;
  std::vector<DataFile> files;     // those that it stands for: itself and `with`, or a release's
  std::vector<std::string> paths;  // of `files`
  const std::string& path() const { return paths.front(); }
};

// The first candidate of the split all of whose files exist in one of the data directories; also
// with ".gz" added or taken away. For a part "*" of a path the first match in byte order. An error
// names the files wanted with their sha256 and where to put them.
Result<LocatedFile> LocateData(const TaskDefinition& definition, const std::string& split,
                               const std::vector<std::string>& data_directories);

// True where the file's sha256 is one of those declared, or none is.
bool IsPublished(const DataFile& file, const DataHashes& hashes);

// One hash for all files of a candidate: of one file its own, of several that of the lines
// "sha256  path\n" with the paths as declared.
DataHashes CombinedHashes(const LocatedFile& file, const std::vector<DataHashes>& hashes);

// "gsm8k/test.jsonl.gz (sha256 ...)": what LocateData would like best; where no sha256 of it is
// known, the next candidates too.
std::string WantedFile(const TaskDefinition& definition, const std::string& split);

}  // namespace rbench
