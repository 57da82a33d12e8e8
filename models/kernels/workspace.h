#pragma once

#include <cstddef>

namespace rbench {

enum class WorkspaceUse { kMatmulRows, kAttentionScores };

// The calling thread's own buffer for one use, at least `floats` long, aligned to 64 bytes,
// contents undefined. It grows to the largest request and is freed with the thread. Running out of
// memory is fatal.
float* ThreadWorkspace(WorkspaceUse use, size_t floats);

}  // namespace rbench
