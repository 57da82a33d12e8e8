#include <utility>

#include <fmt/format.h>

#include "tasks/extracting_checker.h"
#include "tasks/number_text.h"

// Kinds "integer" and "number": exact rational comparison of what tasks/number_text.h reads; no
// floating point.
//
// Options of both:
//   units     true: units after the number are ignored
//   currency  true: currency signs are ignored
//   percent   "value": 50% is 1/2, and a bare 50 equals a gold of 50%; "drop": 50% is 50; "refuse"
// Of "number":
//   rounding       "gold": an answer that rounds to a decimal gold at the gold's last place is
//   right; "none" approx_digits  0, or n: an answer written as a decimal with at least n
//   significant digits is right where the
//                  gold, not an integer, rounds to it at the answer's last place
//   tolerance      an exact number or fraction: answers at most so far from the gold are right; "0"
//   = none
// Of "integer":
//   min, max       the gold must lie between them; answers outside are merely wrong
// Ties round either way. A number beyond kMaxNumberDigits is undecided ("bound").

namespace rbench {
namespace {

struct NumericOptions {
  NumberStyle style;
  bool integer = false;
  bool round_to_gold = false;
  int64_t approx_digits = 0;
  ExactNumber tolerance;
  // Exact only where declared: without a range a gold may have any size.
  bool ranged = false;
  int64_t min = 0;
  int64_t max = 0;
};

ExactNumber FromInt(int64_t value) {
  const std::string digits = fmt::format("{}", value);
  const bool negative = value < 0;
  return MakeExactNumber(negative, negative ? digits.substr(1) : digits, "1", 0);
}

bool AtMost(const ExactNumber& a, const ExactNumber& b) {
  if (a.negative != b.negative) return a.negative;
  // |a| <= |b| is the same as |a - 0| <= |b|.
  const ExactNumber zero;
  ExactNumber size_a = a;
  ExactNumber size_b = b;
  size_a.negative = size_b.negative = false;
  return a.negative ? WithinTolerance(size_b, zero, size_a) : WithinTolerance(size_a, zero, size_b);
}

// Half a unit of the place 10^place.
ExactNumber HalfUnit(int64_t place) { return MakeExactNumber(false, "5", "1", place - 1); }

class NumericChecker : public ExtractingChecker {
 public:
  NumericChecker(const char* kind, const CheckerOptions& options, NumericOptions numeric,
                 std::vector<ExtractionRule> rules)
      : ExtractingChecker(kind, 1, options.effective(), std::move(rules)), options_(std::move(numeric)) {}

  Status ValidateGold(const Problem& problem) const override {
    WrittenNumber gold;
    const NumberReading reading = ReadNumber(problem.gold, options_.style, &gold);
    if (options_.integer && reading == NumberReading::kNumber) {
      const bool in_range = !options_.ranged || (AtMost(FromInt(options_.min), gold.value) &&
                                                 AtMost(gold.value, FromInt(options_.max)));
      if (!gold.value.IsPlainInteger())
        return InvalidInput(fmt::format("the gold \"{}\" is not an integer", problem.gold));
      if (!in_range) {
        return InvalidInput(fmt::format("the gold \"{}\" is not between {} and {}", problem.gold,
                                        options_.min, options_.max));
      }
    }
    return ExtractingChecker::ValidateGold(problem);
  }

 protected:
  bool Reads(const Problem&, std::string_view text, GradeMode mode) const override {
    WrittenNumber number;
    return ReadNumber(text, StyleFor(mode), &number) != NumberReading::kNotANumber;
  }

  Judgement Judge(const Problem& problem, std::string_view text, GradeMode mode) const override {
    WrittenNumber gold;
    WrittenNumber answer;
    const NumberReading gold_reading = ReadNumber(problem.gold, options_.style, &gold);
    const NumberReading reading = ReadNumber(text, StyleFor(mode), &answer);
    if (gold_reading == NumberReading::kNotANumber || reading == NumberReading::kNotANumber) {
      return {Outcome::kWrong, "unparsed"};
    }
    if (gold_reading == NumberReading::kTooLarge || reading == NumberReading::kTooLarge) {
      return {Outcome::kUndecided, "bound"};
    }
    if (EqualExact(gold.value, answer.value)) return {Outcome::kCorrect, "equal"};
    if (gold.percent && !answer.percent && EqualExact(TimesHundred(gold.value), answer.value)) {
      return {Outcome::kCorrect, "equal"};
    }
    if (Close(gold, answer)) return {Outcome::kCorrect, "rounded"};
    return {Outcome::kWrong, "different"};
  }

 private:
  NumberStyle StyleFor(GradeMode mode) const {
    NumberStyle style = options_.style;
    style.lenient = mode == GradeMode::kLenient;
    return style;
  }

  ExactNumber TimesHundred(ExactNumber number) const {
    if (options_.style.percent == PercentReading::kValue && !number.IsZero()) number.exponent += 2;
    return number;
  }

  bool Close(const WrittenNumber& gold, const WrittenNumber& answer) const {
    const bool decimal_gold = gold.decimal && gold.last_place < 0;
    if (options_.round_to_gold && decimal_gold &&
        WithinTolerance(gold.value, answer.value, HalfUnit(gold.last_place))) {
      return true;
    }
    const bool enough_digits =
        options_.approx_digits > 0 && answer.decimal &&
        answer.significant_digits >= static_cast<size_t>(options_.approx_digits);
    if (enough_digits && !gold.value.IsPlainInteger() &&
        WithinTolerance(gold.value, answer.value, HalfUnit(answer.last_place))) {
      return true;
    }
    return !options_.tolerance.IsZero() &&
           WithinTolerance(gold.value, answer.value, options_.tolerance);
  }

  const NumericOptions options_;
};

void ReadStyle(CheckerOptions& reader, const char* default_percent, NumberStyle& style) {
  style.units = reader.Bool("units", true);
  style.currency = reader.Bool("currency", true);
  const std::string percent =
      reader.Choice("percent", default_percent, {"value", "drop", "refuse"});
  style.percent = percent == "value"  ? PercentReading::kValue
                  : percent == "drop" ? PercentReading::kDrop
                                      : PercentReading::kRefuse;
}

}  // namespace

CheckerResult MakeIntegerChecker(const Json& options, std::vector<ExtractionRule> rules) {
  constexpr int64_t kLimit = INT64_MAX;
  CheckerOptions reader("integer", options);
  NumericOptions numeric;
  numeric.integer = true;
  ReadStyle(reader, "drop", numeric.style);
  numeric.min = reader.Int("min", -kLimit, -kLimit, kLimit);
  numeric.max = reader.Int("max", kLimit, -kLimit, kLimit);
  RBENCH_RETURN_IF_ERROR(reader.Finish());
  numeric.ranged = numeric.min != -kLimit || numeric.max != kLimit;
  if (numeric.min > numeric.max) return InvalidInput("checker \"integer\": min is larger than max");
  return std::unique_ptr<const Checker>(
      std::make_unique<NumericChecker>("integer", reader, std::move(numeric), std::move(rules)));
}

CheckerResult MakeNumberChecker(const Json& options, std::vector<ExtractionRule> rules) {
  CheckerOptions reader("number", options);
  NumericOptions numeric;
  ReadStyle(reader, "value", numeric.style);
  numeric.round_to_gold = reader.Choice("rounding", "none", {"none", "gold"}) == "gold";
  numeric.approx_digits = reader.Int("approx_digits", 0, 0, 100);
  const std::string tolerance = reader.Text("tolerance", "0");
  RBENCH_RETURN_IF_ERROR(reader.Finish());
  NumberStyle plain;
  plain.units = plain.currency = false;
  WrittenNumber read;
  if (ReadNumber(tolerance, plain, &read) != NumberReading::kNumber || read.value.negative) {
    return InvalidInput(
        fmt::format("checker \"number\": tolerance \"{}\" is not a number from 0 up", tolerance));
  }
  numeric.tolerance = read.value;
  return std::unique_ptr<const Checker>(
      std::make_unique<NumericChecker>("number", reader, std::move(numeric), std::move(rules)));
}

}  // namespace rbench
