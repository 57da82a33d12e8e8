#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "cli/console.h"
#include "cli/model_command.h"
#include "models/engine/prompt_renderer.h"
#include "models/formats/tensor_list.h"

namespace rbench {
namespace {

// A conversation through the whole of template and tokenizer.
Status CheckConversation(const PromptRenderer& renderer) {
  if (renderer.chat_template() == nullptr) return {};
  Prompt prompt;
  prompt.messages = {{"user", "What is 2+2?"}};
  Result<RenderedPrompt> rendered = renderer.Render(prompt);
  if (!rendered) return std::move(rendered).error();
  if (rendered->tokens.empty()) return InvalidInput("chat template: renders a question to nothing");
  return {};
}

Status Verify(Checkpoint& checkpoint) {
  Result<PromptRenderer> renderer =
      PromptRenderer::Create(std::move(checkpoint.tokenizer), checkpoint.chat_template);
  if (!renderer) return std::move(renderer).error().WithContext(checkpoint.path);
  Print(fmt::format("ok  tokenizer: {} tokens, fingerprint {}\n",
                    renderer->tokenizer().vocab_size(), renderer->tokenizer().fingerprint()));
  Status conversation = CheckConversation(*renderer);
  if (!conversation) return std::move(conversation).error().WithContext(checkpoint.path);
  Print(renderer->chat_template() == nullptr ? "--  template: none\n"
                                             : "ok  template: renders a question\n");
  if (checkpoint.stop_ids.empty()) {
    return InvalidInput(checkpoint.path + ": no token ends an answer; the files name no eos token");
  }
  Print(fmt::format("ok  stop ids: {}\n", fmt::join(checkpoint.stop_ids, ", ")));
  for (const std::string& warning : renderer->Warnings(checkpoint.stop_ids))
    Print("--  warning: " + EscapeForTerminal(warning) + "\n");
  RBENCH_RETURN_IF_ERROR(CheckFinite(checkpoint));
  uint64_t values = 0;
  const auto tensors = TensorsOf(checkpoint);
  for (const TensorView* tensor : tensors) values += tensor->rows() * tensor->columns();
  Print(fmt::format("ok  weights: {} tensors, {} values, all finite\n", tensors.size(), values));
  return {};
}

}  // namespace

int ModelVerifyCommand(const std::vector<std::string>& arguments) {
  Flags flags("model verify [MODEL] [flags]",
              "Opens every part of a model as an evaluation would, renders a question, and reads "
              "every weight. The first thing that is wrong is named, and the exit code is 2.",
              {"rbench model verify smollm2"});
  ModelFlags model;
  std::vector<std::string> names;
  model.AddTo(flags);
  flags.AddPositional("MODEL", &names, "what --model takes", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  auto checkpoint = OpenNamedModel(model, names);
  if (!checkpoint) return Fail(checkpoint.error());
  Print(fmt::format("ok  files: {}, {} bytes, sha256 {}\n", checkpoint->path,
                    checkpoint->file_bytes, checkpoint->sha256));
  for (const std::string& note : checkpoint->notes) Print("--  note: " + note + "\n");
  const Status verified = Verify(*checkpoint);
  return verified ? kExitOk : Fail(verified.error());
}

}  // namespace rbench
