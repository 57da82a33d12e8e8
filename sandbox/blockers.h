#pragma once

#include <string>

namespace rbench {

// Why this machine refuses user namespaces, with the command that allows them; a general sentence
// where none of the usual reasons is seen. Reads /proc/sys and /proc/self/status.
std::string UserNamespaceRemedy();

}  // namespace rbench
