#pragma once

#include <string>

#include "reports/table.h"

namespace rbench {

// A GitHub table with title and notes, ended by a newline. Characters with a meaning in Markdown
// are escaped. Byte-stable.
std::string RenderMarkdown(const Table& table);

}  // namespace rbench
