#pragma once

#include <optional>

#include "base/result.h"
#include "models/template/value.h"

namespace rbench::jinja {

struct JsonTextOptions {
  bool ensure_ascii = false;
  bool sort_keys = false;
  std::optional<TextPtr> indent;  // one level of indentation; none = all on one line
  TextPtr item_separator;         // null = Python's default
  TextPtr key_separator;
};

// What Python's json.dumps gives. Marks of texts are kept, also over their escapes.
Result<TextPtr> ToJsonText(const Value& value, const JsonTextOptions& options, Budget& budget);

}  // namespace rbench::jinja
