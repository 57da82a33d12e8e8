#include "cli/command.h"

namespace rbench {

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = {
      {"eval", "score a model on tasks: prompts, completions, verdicts, a table", &EvalCommand},
      {"grade", "grade stored answers again, without a model", &GradeCommand},
      {"run", "run an untrusted program in the sandbox", &RunCommand},
      {"certify", "show what the math checker gets right, by stratum", &CertifyCommand},
      {"tasks", "list the tasks: what is found where, what is missing", &TasksCommand},
      {"generate", "complete a prompt", &GenerateCommand},
      {"model", "show, check or export a model", &ModelCommand},
      {"tokenize", "turn text into tokens and back", &TokenizeCommand},
      {"render", "render a chat template", &RenderCommand},
      {"doctor", "show what this machine offers and what is missing", &DoctorCommand},
      {"signature", "one hash over the verdicts and tokens of this build", &SignatureCommand},
      {"demo", "a small real evaluation of the embedded model", &DemoCommand},
  };
  return commands;
}

}  // namespace rbench
