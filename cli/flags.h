#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rbench {

// The flags of one command (the one door of CLI11, which stays inside flags.cc). Every long flag is
// known in its dash and its underscore spelling and has a twin in the environment: --max-new-tokens
// is RBENCH_MAX_NEW_TOKENS; the command line wins. Errors are texts for people: they name the flag,
// what it takes, and the nearest known flag.
class Flags {
 public:
  // `usage` is the line after "rbench", e.g. "eval --tasks A,B [flags]"; `about` one or two
  // sentences; `examples` are complete command lines that work.
  Flags(std::string usage, std::string about, std::vector<std::string> examples);
  ~Flags();
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  // `names` is "--seed" or "-m,--model" or "--n,--num-samples" (the last long name names the twin
  // of the first). The value that `target` holds is the default shown. All targets must outlive
  // Parse.
  void Add(const std::string& names, std::string* target, const std::string& help);
  void Add(const std::string& names, int* target, const std::string& help, int64_t low,
           int64_t high);
  void Add(const std::string& names, uint64_t* target, const std::string& help);
  void Add(const std::string& names, double* target, const std::string& help, double low,
           double high);
  void Add(const std::string& names, std::optional<int>* target, const std::string& help,
           int64_t low, int64_t high);
  void Add(const std::string& names, std::optional<double>* target, const std::string& help,
           double low, double high);
  // Comma-separated and repeatable.
  void Add(const std::string& names, std::vector<std::string>* target, const std::string& help);
  // A switch without a value.
  void AddSwitch(const std::string& names, bool* target, const std::string& help);
  // One of a few words.
  void AddChoice(const std::string& names, std::string* target, const std::string& help,
                 std::vector<std::string> words);
  // Bytes as 512M, 2G, 1048576.
  void AddBytes(const std::string& names, uint64_t* target, const std::string& help);
  // What stands without a flag; `required` of them at least.
  void AddPositional(const std::string& name, std::vector<std::string>* target,
                     const std::string& help, int required);

  // Parses the arguments after the command's name. True: go on. False: help was asked for (and is
  // in `help_text`).
  Result<bool> Parse(const std::vector<std::string>& arguments);
  // Whether the flag with this first long name ("--tasks") was given, on the command line or in the
  // environment.
  bool Given(std::string_view long_name) const;
  std::string HelpText() const;
  // Long names in order of declaration, for the test that freezes them.
  std::vector<std::string> LongNames() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// "--top_p=0.9" -> "--top-p=0.9"; values, and everything after "--", stay as they are.
std::vector<std::string> NormaliseFlagSpelling(std::vector<std::string> arguments);

// "512M", "2G", "1048576" (powers of 1024; an optional B or iB). An error that says so otherwise.
Result<uint64_t> ParseBytes(std::string_view text);

}  // namespace rbench
