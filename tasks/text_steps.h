#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

// How a published field becomes the text we want: named steps, applied in order.

namespace rbench {

struct TextStep {
  enum class Kind {
    kTrim,            // trim
    kAfterLast,       // after_last: MARK      what follows the last MARK, which must be there
    kBeforeLast,      // before_last: MARK     what precedes the last MARK, which must be there
    kRemove,          // remove: TEXT          every occurrence goes
    kRemoveBetween,   // remove_between: [OPEN, CLOSE]    from every OPEN to the next CLOSE, marks
                      // included
    kLastBox,         // last_box              the content of the last \boxed{...}, which must be
                      // complete and not empty
    kFloatAsDecimal,  // float_as_decimal      the field may be a binary float, see FloatAsDecimal
    kJoined,          // joined                the field may be a list: its items with ", " between
    kVector,          // vector                the field may be a list: \langle a, b \rangle; a list
                      // of one item is that item
  };
  Kind kind = Kind::kTrim;
  std::string first;
  std::string second;

  bool operator==(const TextStep&) const = default;
};

const char* TextStepName(TextStep::Kind kind);
std::vector<std::string> TextStepNames();
// The kind of that name and how many texts it takes (0, 1 or 2); null where unknown.
const TextStep::Kind* FindTextStep(std::string_view name, int* arguments);

// The shortest decimal that equals the float at 12 significant digits, without an exponent: 5.0 is
// "5", 3244047.0999999996 is "3244047.1". Floats whose twelve digits would not reach the decimal
// point (1e12 and above) keep their own shortest decimal, so that no digit before the point is ever
// rounded away. An error for NaN and infinities and for sizes beyond 1e300 or below 1e-300.
Result<std::string> FloatAsDecimal(double value);

// A string as it is, an integer as its digits, true and false as words. A float needs the step
// float_as_decimal and a list of at least one such value the step joined or vector (errors say so);
// these three say how the field is read, wherever they stand. Maps, lists in lists and null are
// errors.
Result<std::string> ApplyTextSteps(const Json& value, const std::vector<TextStep>& steps);

}  // namespace rbench
