#include "tasks/text_steps.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tasks/answer_text.h"
#include "tasks/extraction_rules.h"

namespace rbench {
namespace {

using Kind = TextStep::Kind;

struct StepRow {
  Kind kind;
  const char* name;
  int arguments;
};

constexpr StepRow kSteps[] = {
    {Kind::kTrim, "trim", 0},
    {Kind::kAfterLast, "after_last", 1},
    {Kind::kBeforeLast, "before_last", 1},
    {Kind::kRemove, "remove", 1},
    {Kind::kRemoveBetween, "remove_between", 2},
    {Kind::kLastBox, "last_box", 0},
    {Kind::kFloatAsDecimal, "float_as_decimal", 0},
    {Kind::kJoined, "joined", 0},
    {Kind::kVector, "vector", 0},
};

// "1.234e+05" without its exponent.
std::string PlainDecimal(std::string_view scientific) {
  const bool negative = scientific.starts_with('-');
  if (negative) scientific.remove_prefix(1);
  const size_t mark = scientific.find('e');
  int exponent = 0;
  if (mark != std::string_view::npos) {
    const std::string tail(scientific.substr(mark + 1));
    exponent = std::atoi(tail.c_str());
    scientific = scientific.substr(0, mark);
  }
  std::string digits;
  for (const char c : scientific) {
    if (c == '.') {
      continue;
    }
    digits += c;
  }
  const size_t point = scientific.find('.');
  int place =
      exponent + static_cast<int>(point == std::string_view::npos ? scientific.size() : point);
  if (place <= 0) {
    digits.insert(0, static_cast<size_t>(1 - place), '0');
    place = 1;
  }
  if (static_cast<size_t>(place) > digits.size())
    digits.append(static_cast<size_t>(place) - digits.size(), '0');
  std::string fraction = digits.substr(static_cast<size_t>(place));
  digits.resize(static_cast<size_t>(place));
  while (fraction.ends_with('0')) fraction.pop_back();
  const size_t zeros = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  digits.erase(0, zeros);
  if (!fraction.empty()) digits += "." + fraction;
  return negative && digits != "0" ? "-" + digits : digits;
}

std::string RemoveAll(std::string_view text, std::string_view what) {
  std::string result;
  size_t position = 0;
  while (true) {
    const size_t found = text.find(what, position);
    result.append(text.substr(position, found - position));
    if (found == std::string_view::npos) return result;
    position = found + what.size();
  }
}

std::string RemoveBetween(std::string_view text, std::string_view open, std::string_view close) {
  std::string result;
  size_t position = 0;
  while (true) {
    const size_t begin = text.find(open, position);
    const size_t end =
        begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
    if (end == std::string_view::npos) break;
    result.append(text.substr(position, begin - position));
    position = end + close.size();
  }
  result.append(text.substr(position));
  return result;
}

Result<std::string> LastBox(const std::string& text) {
  const RuleMatch box = FindLastBox(text, false);
  if (box.kind == RuleMatch::Kind::kAnswer) return text.substr(box.begin, box.end - box.begin);
  if (box.kind == RuleMatch::Kind::kAbsent) return InvalidInput("no \\boxed in the text");
  return InvalidInput(fmt::format("the last \\boxed holds nothing ({})", box.reason));
}

// Says how the field becomes a text, and does nothing to the text.
bool IsReading(Kind kind) {
  return kind == Kind::kFloatAsDecimal || kind == Kind::kJoined || kind == Kind::kVector;
}

Result<std::string> ApplyStep(std::string text, const TextStep& step) {
  if (step.kind == Kind::kTrim) return std::string(Trim(text));
  if (step.kind == Kind::kRemove) return RemoveAll(text, step.first);
  if (step.kind == Kind::kRemoveBetween) return RemoveBetween(text, step.first, step.second);
  if (step.kind == Kind::kLastBox) return LastBox(text);
  if (IsReading(step.kind)) return text;
  const size_t mark = text.rfind(step.first);
  if (mark == std::string::npos) {
    return InvalidInput(
        fmt::format("the mark \"{}\" of step {} is absent", step.first, TextStepName(step.kind)));
  }
  return step.kind == Kind::kAfterLast ? text.substr(mark + step.first.size())
                                       : text.substr(0, mark);
}

Result<std::string> TextOf(const Json& value, bool floats) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
  if (value.is_number_unsigned()) return fmt::format("{}", value.get<uint64_t>());
  if (value.is_number_integer()) return fmt::format("{}", value.get<int64_t>());
  if (value.is_number_float()) {
    if (floats) return FloatAsDecimal(value.get<double>());
    return InvalidInput(
        fmt::format("{} is a binary float; declare the step float_as_decimal", DumpJson(value)));
  }
  if (value.is_null()) return InvalidInput("null where a text is needed");
  return InvalidInput("a list or map where a text is needed (a list needs the step joined)");
}

Result<std::string> ListText(const Json& list, bool floats, bool as_vector) {
  if (list.empty()) return InvalidInput("an empty list where a text is needed");
  std::vector<std::string> items;
  for (const Json& item : list) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, TextOf(item, floats));
    items.push_back(std::move(text));
  }
  std::string text = fmt::format("{}", fmt::join(items, ", "));
  return as_vector && items.size() > 1 ? fmt::format("\\langle {} \\rangle", text) : text;
}

}  // namespace

const char* TextStepName(Kind kind) {
  return std::find_if(std::begin(kSteps), std::end(kSteps),
                      [kind](const StepRow& row) { return row.kind == kind; })
      ->name;
}

std::vector<std::string> TextStepNames() {
  std::vector<std::string> names;
  for (const StepRow& row : kSteps) names.push_back(row.name);
  return names;
}

const Kind* FindTextStep(std::string_view name, int* arguments) {
  for (const StepRow& row : kSteps) {
    if (name != row.name) continue;
    *arguments = row.arguments;
    return &row.kind;
  }
  return nullptr;
}

Result<std::string> FloatAsDecimal(double value) {
  const double size = std::fabs(value);
  if (!std::isfinite(value) || size > 1e300 || (size < 1e-300 && size > 0)) {
    return InvalidInput(fmt::format("the float {} has no usable decimal", value));
  }
  constexpr double kTwelveDigitsEnd = 1e12;
  if (size >= kTwelveDigitsEnd) return PlainDecimal(fmt::format("{}", value));
  return PlainDecimal(fmt::format("{:.11e}", value));
}

Result<std::string> ApplyTextSteps(const Json& value, const std::vector<TextStep>& steps) {
  const auto declared = [&steps](Kind kind) {
    return std::any_of(steps.begin(), steps.end(),
                       [kind](const TextStep& step) { return step.kind == kind; });
  };
  const bool floats = declared(Kind::kFloatAsDecimal);
  const bool as_vector = declared(Kind::kVector);
  const bool is_list = value.is_array() && (as_vector || declared(Kind::kJoined));
  RBENCH_ASSIGN_OR_RETURN(std::string text,
                          is_list ? ListText(value, floats, as_vector) : TextOf(value, floats));
  for (const TextStep& step : steps) {
    RBENCH_ASSIGN_OR_RETURN(text, ApplyStep(std::move(text), step));
  }
  return text;
}

}  // namespace rbench
