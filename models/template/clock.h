#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "models/template/value.h"

namespace rbench::jinja {

// The only clock a template sees.
struct ClockTime {
  int year = 2026, month = 1, day = 2, hour = 3, minute = 4, second = 5;
};

// "2026-01-02T03:04:05", or the date alone.
Result<ClockTime> ParseClock(std::string_view iso);

// strftime in the C locale. Marks of the format are kept on its literal text.
Result<TextPtr> FormatClock(const ClockTime& time, const Text& format, Budget& budget);

}  // namespace rbench::jinja
