#pragma once

#include <vector>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

// Every tensor of the model once, in the order of its computation; a tied output is the embedding
// and not listed again. The pointers are into the checkpoint.
std::vector<const TensorView*> TensorsOf(const Checkpoint& checkpoint);

// An error that names the first tensor and place where a weight is no finite number. Reads all
// weights once.
Status CheckFinite(const Checkpoint& checkpoint);

}  // namespace rbench
