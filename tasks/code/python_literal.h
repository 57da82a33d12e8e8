#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/code/value.h"

// Reads values out of Python source without running it. Understood are the displays that
// ast.literal_eval knows (None, booleans, numbers in every notation with their signs and
// underscores, a real number plus or minus an imaginary one, strings and bytes with prefixes,
// escapes and implicit joining, lists, tuples, dicts, sets), and the calls set(), frozenset() (with
// or without one display), complex(a, b), float('inf') and other floats from a text. Everything
// else - names, operators, f-strings, \N{...} - is an error: such an expression is the
// interpreter's. Comments and line ends are white space. Linear in the text; depth, count and size
// are bounded by the limits.

namespace rbench {

struct LiteralOptions {
  ValueLimits limits;
  bool json_constants = false;  // also true, false and null: LeetCode's own examples
  bool infinity_name = false;   // `inf` is the infinity: sources that begin with inf = float('inf')
  // Values that `**name` in a call may stand for; they must be dicts with text keys. Not owned.
  const std::map<std::string, Value, std::less<>>* names = nullptr;
};

// What a call passes.
struct CallArguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;  // names are unique
};

// The whole text must be one value; white space may stand around it.
Result<Value> ReadPythonLiteral(std::string_view text, const LiteralOptions& options = {});

// The inside of a call's parentheses: "n = 7, queries = [[0,5],[1,6]]", "[1, 2], 3", "". The whole
// text must be arguments.
Result<CallArguments> ReadCallArguments(std::string_view text, const LiteralOptions& options = {});

// The same as parts of a longer text: `position` is where to begin and moves behind what was read.
// A call's arguments begin behind "(" and the position moves behind the ")".
Result<Value> ReadPythonLiteralAt(std::string_view text, size_t& position,
                                  const LiteralOptions& options = {});
Result<CallArguments> ReadCallArgumentsAt(std::string_view text, size_t& position,
                                          const LiteralOptions& options = {});

// Behind white space, comments and backslashes before line ends.
size_t SkipPythonSpace(std::string_view text, size_t position);
// The name (ASCII letters, digits, _) that begins at `position`, or an empty text.
std::string_view PythonNameAt(std::string_view text, size_t position);

}  // namespace rbench
