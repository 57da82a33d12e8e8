#include "models/template/clock.h"

#include <charconv>

#include <fmt/format.h>

namespace rbench::jinja {
namespace {

constexpr std::string_view kDays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(int year, int month) {
  constexpr int kDaysInMonth[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDaysInMonth[month - 1];
}

int DayOfYear(const ClockTime& time) {
  int day = time.day;
  for (int month = 1; month < time.month; ++month) day += DaysInMonth(time.year, month);
  return day;
}

// 0 = Sunday.
int DayOfWeek(const ClockTime& time) {
  const int before = time.year - 1;
  return (before * 365 + before / 4 - before / 100 + before / 400 + DayOfYear(time)) % 7;
}

std::string Expand(char letter, const ClockTime& t);

std::string Composite(std::string_view format, const ClockTime& time) {
  std::string out;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] == '%' && i + 1 < format.size()) {
      out += Expand(format[++i], time);
    } else {
      out.push_back(format[i]);
    }
  }
  return out;
}

// Empty for a letter that is none of strftime's.
std::string Expand(char letter, const ClockTime& t) {
  const int twelve = t.hour % 12 == 0 ? 12 : t.hour % 12;
  switch (letter) {
    case 'a':
      return std::string(kDays[DayOfWeek(t)].substr(0, 3));
    case 'A':
      return std::string(kDays[DayOfWeek(t)]);
    case 'b':
    case 'h':
      return std::string(kMonths[t.month - 1].substr(0, 3));
    case 'B':
      return std::string(kMonths[t.month - 1]);
    case 'c':
      return Composite("%a %b %e %H:%M:%S %Y", t);
    case 'C':
      return fmt::format("{:02}", t.year / 100);
    case 'd':
      return fmt::format("{:02}", t.day);
    case 'D':
    case 'x':
      return Composite("%m/%d/%y", t);
    case 'e':
      return fmt::format("{:2}", t.day);
    case 'F':
      return Composite("%Y-%m-%d", t);
    case 'H':
      return fmt::format("{:02}", t.hour);
    case 'I':
      return fmt::format("{:02}", twelve);
    case 'j':
      return fmt::format("{:03}", DayOfYear(t));
    case 'k':
      return fmt::format("{:2}", t.hour);
    case 'l':
      return fmt::format("{:2}", twelve);
    case 'm':
      return fmt::format("{:02}", t.month);
    case 'M':
      return fmt::format("{:02}", t.minute);
    case 'n':
      return "\n";
    case 'p':
      return t.hour < 12 ? "AM" : "PM";
    case 'r':
      return Composite("%I:%M:%S %p", t);
    case 'R':
      return Composite("%H:%M", t);
    case 'S':
      return fmt::format("{:02}", t.second);
    case 't':
      return "\t";
    case 'T':
    case 'X':
      return Composite("%H:%M:%S", t);
    case 'u':
      return std::to_string(DayOfWeek(t) == 0 ? 7 : DayOfWeek(t));
    case 'U':
      return fmt::format("{:02}", (DayOfYear(t) + 6 - DayOfWeek(t)) / 7);
    case 'w':
      return std::to_string(DayOfWeek(t));
    case 'W':
      return fmt::format("{:02}", (DayOfYear(t) + 6 - (DayOfWeek(t) + 6) % 7) / 7);
    case 'y':
      return fmt::format("{:02}", t.year % 100);
    case 'Y':
      return std::to_string(t.year);
    case '%':
      return "%";
    default:
      return "";
  }
}

bool Number(std::string_view text, size_t at, size_t digits, int& out) {
  if (text.size() < at + digits) return false;
  const char* end = text.data() + at + digits;
  return text[at] >= '0' && text[at] <= '9' &&
         std::from_chars(text.data() + at, end, out).ptr == end;
}

}  // namespace

Result<ClockTime> ParseClock(std::string_view iso) {
  ClockTime time;
  time.hour = time.minute = time.second = 0;
  bool valid = (iso.size() == 10 || iso.size() == 19) && Number(iso, 0, 4, time.year) &&
               Number(iso, 5, 2, time.month) && Number(iso, 8, 2, time.day) && iso[4] == '-' &&
               iso[7] == '-';
  if (valid && iso.size() == 19) {
    valid = (iso[10] == 'T' || iso[10] == ' ') && iso[13] == ':' && iso[16] == ':' &&
            Number(iso, 11, 2, time.hour) && Number(iso, 14, 2, time.minute) &&
            Number(iso, 17, 2, time.second);
  }
  valid = valid && time.year >= 1 && time.month >= 1 && time.month <= 12 && time.day >= 1 &&
          time.day <= DaysInMonth(time.year, time.month) && time.hour < 24 && time.minute < 60 &&
          time.second < 60;
  if (valid) return time;
  return InvalidInput(fmt::format("\"{}\" is not a time like 2026-01-02T03:04:05", iso));
}

Result<TextPtr> FormatClock(const ClockTime& time, const Text& format, Budget& budget) {
  // The longest expansion, %c, has 24 bytes for two of the format.
  RBENCH_RETURN_IF_ERROR(budget.Text(12 * format.bytes.size(), format.untrusted.size()));
  TextBuilder out;
  for (size_t i = 0; i < format.bytes.size(); ++i) {
    if (format.bytes[i] != '%' || i + 1 >= format.bytes.size()) {
      out.Append(format, i, i + 1);
      continue;
    }
    const size_t begin = i++;
    const bool bare = format.bytes[i] == '-' && i + 1 < format.bytes.size();
    if (bare) ++i;
    std::string expanded = Expand(format.bytes[i], time);
    if (bare && expanded.size() > 1)
      expanded.erase(0, std::min(expanded.find_first_not_of("0 "), expanded.size() - 1));
    if (expanded.empty()) {
      out.Append(format, begin, i + 1);
    } else {
      out.Append(expanded, IsUntrusted(format, begin));
    }
  }
  return out.Finish();
}

}  // namespace rbench::jinja
