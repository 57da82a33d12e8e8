#pragma once

#include <string_view>
#include <vector>

namespace rbench {

// A data file compiled into the binary by cmake/embed.cmake. Both views live as long as the
// process.
struct EmbeddedFile {
  std::string_view name;  // file name without folder
  std::string_view text;
};

}  // namespace rbench
