#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

// Packs `values` as one row of `type`: F32 as they are, BF16 rounded to nearest even, Q8_0 as ggml
// does it (scale = largest magnitude / 127, quants rounded half away from zero). Other types are a
// bug. `out` has the row's bytes; whole blocks. Q8_0 of values that are not finite, or whose scale
// leaves float16, is an error.
Status QuantiseRow(TensorType type, std::span<const float> values, std::byte* out);

// Nearest float16, ties to even; what is too large becomes infinity, and a NaN stays one.
uint16_t FloatToHalf(float value);

}  // namespace rbench
