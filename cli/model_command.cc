#include "cli/model_command.h"

#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/nearest.h"
#include "cli/console.h"

namespace rbench {
namespace {

std::string HelpText() {
  std::string text =
      "usage: rbench model COMMAND [MODEL] [flags]\n\n"
      "Looks at a model, checks it, or writes it in another format. MODEL is what --model takes "
      "elsewhere.\n\ncommands:\n";
  for (const Command& command : ModelCommands()) {
    text += fmt::format("  {:<11} {}\n", command.name, command.help);
  }
  text +=
      "\nrbench model COMMAND --help shows the flags of a command, with examples.\n\nexamples:\n"
      "  rbench model show smollm2\n"
      "  rbench model verify smollm2\n";
  return text;
}

}  // namespace

const std::vector<Command>& ModelCommands() {
  static const std::vector<Command> commands = {
      {"show", "what a model is: sizes, memory, tokenizer, template, stop ids", &ModelShowCommand},
      {"verify", "check every part of a model, and every weight", &ModelVerifyCommand},
      {"export", "write a model in another format", &ModelExportCommand},
      {"check", "how two models differ on the same tokens", &ModelCheckCommand},
  };
  return commands;
}

int ModelCommand(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs(HelpText().c_str(), stderr);
    return kExitBadInput;
  }
  const std::string& word = arguments.front();
  if (word == "--help" || word == "-h" || word == "help") {
    Print(HelpText());
    return kExitOk;
  }
  std::vector<std::string> known;
  for (const Command& command : ModelCommands()) {
    if (word == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    known.push_back(command.name);
  }
  return Fail(InvalidInput(fmt::format("unknown command \"model {}\"{}; see rbench model --help",
                                       word, DidYouMean(word, known))));
}

Result<Checkpoint> OpenNamedModel(ModelFlags& model, const std::vector<std::string>& names) {
  if (names.size() > 1) return InvalidInput("give one model, not several");
  if (!names.empty()) {
    if (!model.model.empty()) return InvalidInput("give the model once: as a word or as --model");
    model.model = names.front();
  }
  return model.Open();
}

}  // namespace rbench
