#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

// Pickle files hold a program that builds the weights; whoever reads one runs it. So they are
// never opened, only recognised by their names.

namespace rbench {

bool IsPickleName(std::string_view name);

// The first pickle file of a folder by name, or "".
std::string FirstPickleFile(const std::string& folder);

// The refusal with its remedy. `what`: "x.bin is a pickle file".
Error PickleRefused(std::string_view what);

}  // namespace rbench
