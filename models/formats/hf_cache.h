#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace rbench {

// The folder of a model in a Hugging Face cache. `name` is "org/name" or "org/name@revision", where
// a revision is a branch, a tag or a commit and "main" where it is left out; `hub` is the cache
// (HF_HUB_CACHE). Layout: models--org--name/{refs/REVISION, snapshots/COMMIT/}. Never downloads: an
// error says where it looked, which revisions there are, and how to fetch the model. Neither the
// name nor what a ref says can lead out of the cache.
Result<std::string> FindInHfCache(std::string_view name, const std::string& hub);

// A cache keeps large files in blobs/ under the SHA-256 of what they should hold. An error where
// the file that `path` leads to lies there and holds something else: its download was damaged.
Status CheckCachedBlob(const std::string& path, const std::string& sha256);

}  // namespace rbench
