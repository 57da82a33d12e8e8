#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "tasks/code/float_text.h"
#include "tasks/code/output_rules.h"

// The default validator of the problem package format (Kattis/problemtools,
// support/default_validator) and the variant of DOMjudge (compare.cc). Theirs stop a token at a
// zero byte; here every byte counts. DOMjudge computes with long double, here a double must do: the
// two part only where a number lies within 1e-15 of the edge of its tolerance.

namespace rbench {
namespace {

bool IsSpace(char c) { return kCSpace.find(c) != std::string_view::npos; }

// 0x1.8p3, as scanf's %lf reads it.
std::optional<double> ParseHexFloat(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!text.starts_with("0x") && !text.starts_with("0X")) return std::nullopt;
  text.remove_prefix(2);
  if (text.empty() || text[0] == '-') return std::nullopt;
  double value = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return negative ? -value : value;
}

// A whole token as scanf's %lf reads it.
std::optional<double> ParseScanfFloat(std::string_view token) {
  if (token.size() > kMaxNumberBytes) return std::nullopt;
  if (const std::optional<double> value = ParseDecimalFloat(token)) return value;
  if (const std::optional<double> value = ParseHexFloat(token)) return value;
  const bool negative = token.starts_with('-');
  if (negative || token.starts_with('+')) token.remove_prefix(1);
  const double sign = negative ? -1.0 : 1.0;
  if (EqualIgnoringCase(token, "inf") || EqualIgnoringCase(token, "infinity")) {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (EqualIgnoringCase(token, "nan")) return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

std::optional<double> ParseFiniteFloat(std::string_view token) {
  const std::optional<double> value = ParseScanfFloat(token);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

bool CloseByKattis(double expected, double found, const OutputOptions& options) {
  const double difference = std::fabs(expected - found);
  return difference <= options.absolute_tolerance ||
         difference <= options.relative_tolerance * std::fabs(expected);
}

bool CloseByDomjudge(double expected, double found, const OutputOptions& options) {
  if (std::isfinite(expected) && std::isfinite(found)) {
    const double difference = std::fabs(found - expected);
    const double relative = std::fabs((found - expected) / expected);
    return !(difference > options.absolute_tolerance && relative > options.relative_tolerance);
  }
  if (std::isnan(expected) || std::isnan(found)) return std::isnan(expected) && std::isnan(found);
  return expected == found;
}

struct Flavour {
  std::optional<double> (*parse)(std::string_view token);
  bool (*close)(double expected, double found, const OutputOptions& options);
};

// The two texts side by side, as both validators walk them.
class Walk {
 public:
  Walk(std::string_view expected, std::string_view output, const OutputOptions& options,
       const Flavour& flavour)
      : expected_(expected), output_(output), options_(options), flavour_(flavour) {}

  OutputComparison Compare() {
    while (true) {
      if (std::optional<OutputComparison> difference = PassSpace()) return *difference;
      const std::string_view wanted = TakeToken(expected_, expected_at_);
      if (wanted.empty()) break;
      const std::string_view found = TakeToken(output_, output_at_);
      ++tokens_;
      if (found.empty()) return OutputEndsEarly(line_, tokens_, wanted);
      if (!Equal(wanted, found)) return DifferentTexts(line_, tokens_, wanted, found);
    }
    const std::string_view found = TakeToken(output_, output_at_);
    if (found.empty()) return EqualOutput();
    return OutputGoesOn(line_, tokens_ + 1, found);
  }

 private:
  static std::string_view TakeToken(std::string_view text, size_t& at) {
    const size_t start = at;
    while (at < text.size() && !IsSpace(text[at])) ++at;
    return text.substr(start, at - start);
  }

  // White space before the next token of both texts.
  std::optional<OutputComparison> PassSpace() {
    for (; expected_at_ < expected_.size() && IsSpace(expected_[expected_at_]); ++expected_at_) {
      if (!options_.space_change_sensitive) continue;
      const bool ends = output_at_ == output_.size();
      if (ends || output_[output_at_] != expected_[expected_at_]) {
        return DifferentOutput(line_, tokens_ + 1, "white space differs");
      }
      PassOne();
    }
    for (; output_at_ < output_.size() && IsSpace(output_[output_at_]);) {
      if (options_.space_change_sensitive) {
        return DifferentOutput(line_, tokens_ + 1, "more white space than expected");
      }
      PassOne();
    }
    return std::nullopt;
  }

  void PassOne() {
    if (output_[output_at_] == '\n') ++line_;
    ++output_at_;
  }

  bool Equal(std::string_view wanted, std::string_view found) const {
    const bool floats = options_.absolute_tolerance >= 0 || options_.relative_tolerance >= 0;
    const std::optional<double> a = floats ? flavour_.parse(wanted) : std::nullopt;
    if (a) {
      const std::optional<double> b = flavour_.parse(found);
      return b && flavour_.close(*a, *b, options_);
    }
    return options_.case_sensitive ? wanted == found : EqualIgnoringCase(wanted, found);
  }

  std::string_view expected_;
  std::string_view output_;
  const OutputOptions& options_;
  const Flavour& flavour_;
  size_t expected_at_ = 0;
  size_t output_at_ = 0;
  size_t line_ = 1;
  size_t tokens_ = 0;
};

}  // namespace

OutputComparison CompareKattis(std::string_view expected, std::string_view output,
                               const OutputOptions& options) {
  constexpr Flavour kKattis = {&ParseFiniteFloat, &CloseByKattis};
  return Walk(expected, output, options, kKattis).Compare();
}

OutputComparison CompareDomjudge(std::string_view expected, std::string_view output,
                                 const OutputOptions& options) {
  constexpr Flavour kDomjudge = {&ParseScanfFloat, &CloseByDomjudge};
  return Walk(expected, output, options, kDomjudge).Compare();
}

}  // namespace rbench
