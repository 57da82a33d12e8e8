#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

// Which keys config.json may have. Part of hf_config.cc, in a file of its own for its length.

namespace rbench {

// An error for a key that is not known to be harmless, or that asks for something that rbench does
// not compute.
Status CheckHfKeys(const Json& config);

}  // namespace rbench
