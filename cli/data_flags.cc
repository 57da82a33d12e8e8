#include "cli/data_flags.h"

#include "cli/model_flags.h"

namespace rbench {

void DataFlags::AddTo(Flags& flags) {
  flags.Add("--data", &data, "folders with published data sets");
  flags.Add("--task-file", &task_files, "manifests (YAML) of tasks of your own");
}

TaskSearch DataFlags::Search() const {
  TaskSearch search;
  search.data_directories = data;
  search.data_directories.push_back(CacheDirectory() + "/data");
  search.manifest_files = task_files;
  return search;
}

}  // namespace rbench
