#include "cli/console.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"

namespace rbench {

int Fail(const Error& error) {
  std::fprintf(stderr, "rbench: error: %s\n", EscapeForTerminal(error.message).c_str());
  const bool incomplete = error.code == ErrorCode::kCancelled || error.code == ErrorCode::kInternal;
  return incomplete ? kExitIncomplete : kExitBadInput;
}

bool ParseFlags(Flags& flags, const std::vector<std::string>& arguments, int& exit_code) {
  auto parsed = flags.Parse(arguments);
  if (!parsed) {
    exit_code = Fail(parsed.error());
    return false;
  }
  if (!*parsed) {
    Print(flags.HelpText());
    exit_code = kExitOk;
    return false;
  }
  return true;
}

void Print(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno != EPIPE)
        std::fprintf(stderr, "rbench: error: writing to standard output failed\n");
      std::_Exit(errno == EPIPE ? 128 + 13 : static_cast<int>(kExitBadInput));
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void LogFlags::AddTo(Flags& flags) {
  flags.AddSwitch("-q,--quiet", &quiet, "print results and warnings only");
  flags.AddChoice("--log-format", &log_format,
                  "progress on stderr as text or as one JSON object a line", {"text", "json"});
}

ProgressOptions LogFlags::Options() const {
  ProgressOptions options;
  options.format = log_format == "json" ? LogFormat::kJson : LogFormat::kText;
  options.quiet = quiet;
  options.is_terminal = ::isatty(STDERR_FILENO) == 1;
  return options;
}

}  // namespace rbench
