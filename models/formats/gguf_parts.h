#pragma once

#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"
#include "models/formats/gguf_file.h"

namespace rbench {

// A GGUF model of one file or of several, as gguf-split cuts them: the first has the keys, all have
// tensors, and the keys split.no, split.count and split.tensors.count say how they belong together.
struct GgufParts {
  std::vector<MappedFile> files;  // in order
  GgufFile file;                  // the first, with the tensors of all
};

// Errors name the file. The other parts lie beside the first (ModelFolder says what that means for
// symbolic links).
Result<GgufParts> OpenGgufParts(const std::string& path);

}  // namespace rbench
