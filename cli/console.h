#pragma once

#include <string>
#include <string_view>

#include "base/progress.h"
#include "base/result.h"
#include "cli/flags.h"

// What every command shares of printing, exiting and the environment: the only floor that does any
// of these.

namespace rbench {

// Prints "rbench: error: ..." to stderr (control characters escaped) and returns the exit code of
// the error's kind.
int Fail(const Error& error);

// Parses the command's flags. Where help was asked for or the flags are wrong, prints what is due
// and sets `exit_code`; the command then returns it at once.
bool ParseFlags(Flags& flags, const std::vector<std::string>& arguments, int& exit_code);

// Writes to stdout; a reader that went away (a closed pipe) ends the process quietly with the usual
// status.
void Print(std::string_view text);

// The environment variable, or an empty string.
std::string Environment(const char* name);

// --quiet and --log-format.
struct LogFlags {
  bool quiet = false;
  std::string log_format = "text";

  void AddTo(Flags& flags);
  ProgressOptions Options() const;
};

}  // namespace rbench
