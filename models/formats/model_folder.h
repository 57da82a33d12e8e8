#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

// A folder that holds a model, and the only way to its files: what comes from elsewhere may name
// files or hold symbolic links, and neither may lead out of the folder. A snapshot in a Hugging
// Face cache (models--org--name/snapshots/REVISION) may also link into models--org--name/blobs,
// where the cache keeps the bytes.
class ModelFolder {
 public:
  // `path` itself may be a link: the user named it.
  static Result<ModelFolder> Open(const std::string& path);

  const std::string& path() const { return path_; }
  bool Has(std::string_view name) const;  // a file, or a link of any kind

  // Where the file really is. Errors: `name` is no plain file name; the file is absent, a link that
  // leads out of the folder or nowhere, or no regular file.
  Result<std::string> PathOf(std::string_view name) const;
  // The text of a file of at most `max_bytes`; "" where it is absent.
  Result<std::string> ReadOptional(std::string_view name, size_t max_bytes) const;

 private:
  std::string path_;   // as given
  std::string root_;   // the same resolved, that no file may leave
  std::string blobs_;  // but for this folder of a cache; "" where there is none
};

}  // namespace rbench
