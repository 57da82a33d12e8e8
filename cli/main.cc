#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/nearest.h"
#include "cli/command.h"
#include "cli/console.h"
#include "tasks/math/prover.h"

namespace rbench {
namespace {

std::string HelpText() {
  std::string text =
      "usage: rbench COMMAND [flags]\n\n"
      "Evaluates reasoning language models: problems in, graded attempts and honest scores "
      "out.\n\ncommands:\n";
  for (const Command& command : Commands())
    text += fmt::format("  {:<11} {}\n", command.name, command.help);
  text +=
      "\nrbench COMMAND --help shows the flags of a command, with examples.\n\nfirst steps:\n"
      "  rbench doctor\n"
      "  rbench demo\n"
      "  rbench eval --model smollm2 --tasks arith:easy --limit 20\n";
  return text;
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs(HelpText().c_str(), stderr);
    return kExitBadInput;
  }
  const std::string& word = arguments.front();
  if (word == "--help" || word == "-h" || word == "help") {
    Print(HelpText());
    return kExitOk;
  }
  if (word == "--version" || word == "version") {
    Print("rbench " RBENCH_VERSION "\n");
    return kExitOk;
  }
  // No command for people: how rbench starts its own helpers.
  if (word == "check-worker") return math::RunCheckWorker();
  std::vector<std::string> known;
  for (const Command& command : Commands()) {
    if (word == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    known.push_back(command.name);
  }
  return Fail(InvalidInput(
      fmt::format("unknown command \"{}\"{}; see rbench --help", word, DidYouMean(word, known))));
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  // A reader that goes away is seen as EPIPE where we write, not as a death in the middle of a log.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return rbench::Main({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    return rbench::Fail(rbench::InternalError(error.what()));
  }
}
