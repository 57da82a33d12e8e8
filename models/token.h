#pragma once

#include <cstdint>

namespace rbench {

using TokenId = int32_t;

}  // namespace rbench
