#pragma once

#include <cstdint>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

// The type with this number in a GGUF file. What rbench does not read, what was removed from the
// format and what never existed are different errors; the caller names the tensor.
Result<TensorType> TensorTypeOfGguf(uint32_t number);

uint32_t GgufNumberOf(TensorType type);

}  // namespace rbench
