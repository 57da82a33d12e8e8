#include "cli/flags.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/check.h"
#include "base/nearest.h"

namespace rbench {
namespace {

// "-m,--model" -> "--model".
std::string FirstLongName(const std::string& names) {
  size_t begin = 0;
  while (begin < names.size()) {
    const size_t comma = std::min(names.find(',', begin), names.size());
    const std::string name = names.substr(begin, comma - begin);
    if (name.starts_with("--")) return name;
    begin = comma + 1;
  }
  CheckFailed(__FILE__, __LINE__, "a flag without a long name");
}

std::string EnvironmentName(const std::string& long_name) {
  std::string name = "RBENCH_";
  for (const char c : long_name.substr(2)) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

// Decimal only: CLI11's own conversions accept 0x10 and print the whole range on error.
std::string CheckInteger(const std::string& text, int64_t low, int64_t high) {
  const std::string range =
      fmt::format("must be a whole number from {} to {}, not \"{}\"", low, high, text);
  if (text.empty() || text.size() > 20) return range;
  const size_t digits = text[0] == '-' ? 1 : 0;
  if (digits == text.size() || text.find_first_not_of("0123456789", digits) != std::string::npos)
    return range;
  errno = 0;
  const long long value = std::strtoll(text.c_str(), nullptr, 10);
  return errno != 0 || value < low || value > high ? range : "";
}

std::string CheckNumber(const std::string& text, double low, double high) {
  const std::string range =
      fmt::format("must be a number from {} to {}, not \"{}\"", low, high, text);
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string::npos) return range;
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  return *end != '\0' || !std::isfinite(value) || value < low || value > high ? range : "";
}

}  // namespace

struct Flags::Impl {
  Impl(const std::string& usage_line, std::string about_text,
       std::vector<std::string> example_lines)
      : app(about_text),
        usage(usage_line),
        about(std::move(about_text)),
        examples(std::move(example_lines)) {
    app.set_help_flag();
    app.add_flag("-h,--help", help_asked, "show this help");
  }

  struct Row {
    std::string names, long_name, value, help;
  };

  // Every flag passes here once: its twin, its row in the help text.
  void Register(CLI::Option* option, const std::string& names, const std::string& value,
                const std::string& help) {
    const std::string long_name = FirstLongName(names);
    option->envname(EnvironmentName(long_name));
    rows.push_back({names, long_name, value, help});
    options.push_back(option);
  }

  CLI::App app;
  std::string usage, about;
  std::vector<std::string> examples;
  std::vector<Row> rows;
  std::vector<CLI::Option*> options;
  std::vector<std::pair<std::string, std::string>> positionals;
  bool help_asked = false;
};

Flags::Flags(std::string usage, std::string about, std::vector<std::string> examples)
    : impl_(std::make_unique<Impl>(usage, std::move(about), std::move(examples))) {}

Flags::~Flags() = default;

void Flags::Add(const std::string& names, std::string* target, const std::string& help) {
  const std::string shown = target->empty() ? help : help + fmt::format(" (default {})", *target);
  impl_->Register(impl_->app.add_option(names, *target)->expected(1), names, "TEXT", shown);
}

void Flags::Add(const std::string& names, int* target, const std::string& help, int64_t low,
                int64_t high) {
  CLI::Option* option = impl_->app.add_option(names, *target);
  option->check([low, high](const std::string& text) { return CheckInteger(text, low, high); });
  impl_->Register(option, names, "N", help + fmt::format(" (default {})", *target));
}

void Flags::Add(const std::string& names, uint64_t* target, const std::string& help) {
  CLI::Option* option = impl_->app.add_option(names, *target);
  option->check([](const std::string& text) {
    return CheckInteger(text, 0, std::numeric_limits<int64_t>::max());
  });
  impl_->Register(option, names, "N", help + fmt::format(" (default {})", *target));
}

void Flags::Add(const std::string& names, double* target, const std::string& help, double low,
                double high) {
  CLI::Option* option = impl_->app.add_option(names, *target);
  option->check([low, high](const std::string& text) { return CheckNumber(text, low, high); });
  impl_->Register(option, names, "X", help + fmt::format(" (default {})", *target));
}

void Flags::Add(const std::string& names, std::optional<int>* target, const std::string& help,
                int64_t low, int64_t high) {
  CLI::Option* option =
      impl_->app.add_option_function<std::string>(names, [target](const std::string& text) {
        *target = static_cast<int>(std::strtoll(text.c_str(), nullptr, 10));
      });
  option->check([low, high](const std::string& text) { return CheckInteger(text, low, high); });
  impl_->Register(option, names, "N", help);
}

void Flags::Add(const std::string& names, std::optional<double>* target, const std::string& help,
                double low, double high) {
  CLI::Option* option = impl_->app.add_option_function<std::string>(
      names, [target](const std::string& text) { *target = std::strtod(text.c_str(), nullptr); });
  option->check([low, high](const std::string& text) { return CheckNumber(text, low, high); });
  impl_->Register(option, names, "X", help);
}

void Flags::Add(const std::string& names, std::vector<std::string>* target,
                const std::string& help) {
  CLI::Option* option = impl_->app.add_option(names, *target);
  option->delimiter(',')->allow_extra_args(false)->multi_option_policy(
      CLI::MultiOptionPolicy::TakeAll);
  impl_->Register(option, names, "A,B", help);
}

void Flags::AddSwitch(const std::string& names, bool* target, const std::string& help) {
  impl_->Register(impl_->app.add_flag(names, *target), names, "", help);
}

void Flags::AddChoice(const std::string& names, std::string* target, const std::string& help,
                      std::vector<std::string> words) {
  CLI::Option* option = impl_->app.add_option(names, *target);
  const std::string listed = fmt::format("{}", fmt::join(words, "|"));
  option->check([words = std::move(words), listed](const std::string& text) {
    if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
    return fmt::format("must be one of {}, not \"{}\"", listed, text);
  });
  const std::string shown = target->empty() ? help : help + fmt::format(" (default {})", *target);
  impl_->Register(option, names, listed, shown);
}

void Flags::AddBytes(const std::string& names, uint64_t* target, const std::string& help) {
  CLI::Option* option = impl_->app.add_option_function<std::string>(
      names, [target](const std::string& text) { *target = *ParseBytes(text); });
  option->check([](const std::string& text) {
    auto bytes = ParseBytes(text);
    return bytes ? std::string() : bytes.error().message;
  });
  impl_->Register(option, names, "BYTES", help);
}

void Flags::AddPositional(const std::string& name, std::vector<std::string>* target,
                          const std::string& help, int required) {
  CLI::Option* option = impl_->app.add_option(name, *target);
  option->expected(required, 1 << 20);
  if (required > 0) option->required();
  impl_->positionals.emplace_back(name, help);
}

Result<bool> Flags::Parse(const std::vector<std::string>& arguments) {
  std::vector<std::string> reversed = NormaliseFlagSpelling(arguments);
  // CLI11 reads a vector from its end.
  std::reverse(reversed.begin(), reversed.end());
  if (std::find(reversed.begin(), reversed.end(), "--help") != reversed.end() ||
      std::find(reversed.begin(), reversed.end(), "-h") != reversed.end()) {
    return false;
  }
  try {
    impl_->app.parse(reversed);
  } catch (const CLI::ExtrasError&) {
    std::vector<std::string> known = LongNames();
    known.push_back("--help");
    for (const std::string& extra : impl_->app.remaining()) {
      const std::string word = extra.substr(0, extra.find('='));
      if (word.starts_with("-")) {
        return InvalidInput(
            fmt::format("unknown flag {}{}; see --help", word, DidYouMean(word, known)));
      }
    }
    return InvalidInput(
        fmt::format("unexpected argument \"{}\"; see --help", impl_->app.remaining().front()));
  } catch (const CLI::ParseError& error) {
    return InvalidInput(std::string(error.what()) + "; see --help");
  }
  return true;
}

bool Flags::Given(std::string_view long_name) const {
  for (size_t i = 0; i < impl_->rows.size(); ++i) {
    if (impl_->rows[i].long_name == long_name) return impl_->options[i]->count() > 0;
  }
  CheckFailed(__FILE__, __LINE__, "asked for a flag that was not declared");
}

std::string Flags::HelpText() const {
  std::string text = fmt::format("usage: rbench {}\n\n{}\n", impl_->usage, impl_->about);
  if (!impl_->positionals.empty()) text += "\narguments:\n";
  for (const auto& [name, help] : impl_->positionals)
    text += fmt::format("  {:<28} {}\n", name, help);
  text += "\nflags (each has a twin in the environment: --top-p is RBENCH_TOP_P):\n";
  for (const Impl::Row& row : impl_->rows) {
    std::string left = row.names;
    for (size_t at = left.find(','); at != std::string::npos; at = left.find(',', at + 2))
      left.insert(at + 1, " ");
    if (!row.value.empty()) left += " " + row.value;
    text += left.size() <= 28 ? fmt::format("  {:<28} {}\n", left, row.help)
                              : fmt::format("  {}\n  {:<28} {}\n", left, "", row.help);
  }
  text += fmt::format("  {:<28} show this help\n", "-h, --help");
  if (!impl_->examples.empty()) text += "\nexamples:\n";
  for (const std::string& example : impl_->examples) text += "  " + example + "\n";
  return text;
}

std::vector<std::string> Flags::LongNames() const {
  std::vector<std::string> names;
  for (const Impl::Row& row : impl_->rows) names.push_back(row.long_name);
  return names;
}

std::vector<std::string> NormaliseFlagSpelling(std::vector<std::string> arguments) {
  for (std::string& argument : arguments) {
    if (argument == "--") break;
    if (!argument.starts_with("--")) continue;
    const size_t end = std::min(argument.find('='), argument.size());
    std::replace(argument.begin(), argument.begin() + static_cast<std::ptrdiff_t>(end), '_', '-');
  }
  return arguments;
}

Result<uint64_t> ParseBytes(std::string_view text) {
  const Error error =
      InvalidInput(fmt::format("must be a size such as 512M or 2G, not \"{}\"", text));
  size_t digits = 0;
  uint64_t value = 0;
  for (; digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])); ++digits) {
    if (value > (uint64_t{1} << 58)) return error;
    value = value * 10 + static_cast<uint64_t>(text[digits] - '0');
  }
  if (digits == 0) return error;
  std::string suffix;
  for (const char c : text.substr(digits))
    suffix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (suffix.ends_with("IB")) {
    suffix.resize(suffix.size() - 2);
  } else if (suffix.ends_with("B")) {
    suffix.pop_back();
  }
  static constexpr std::string_view kSuffixes[] = {"", "K", "M", "G", "T"};
  int shift = 0;
  for (const std::string_view known : kSuffixes) {
    if (suffix == known) {
      if (value > (std::numeric_limits<uint64_t>::max() >> 1 >> shift)) return error;
      return value << shift;
    }
    shift += 10;
  }
  return error;
}

}  // namespace rbench
