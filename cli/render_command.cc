#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/json_lines.h"
#include "cli/model_flags.h"
#include "models/template/chat_template.h"

namespace rbench {
namespace {

Result<std::string> TemplateSource(const std::string& template_file, const ModelFlags& model) {
  if (!template_file.empty()) return ReadFile(template_file, size_t{1} << 20);
  RBENCH_ASSIGN_OR_RETURN(Checkpoint checkpoint, model.Open());
  if (checkpoint.chat_template.empty()) {
    return NotFound(
        fmt::format("model {} has no chat template; give one with --template", checkpoint.path));
  }
  return std::move(checkpoint.chat_template);
}

Result<std::vector<Json>> RenderLine(const ChatTemplate& chat_template, const Json& request) {
  RBENCH_ASSIGN_OR_RETURN(const auto now, StringField(request, "now"));
  RenderOptions options;
  if (now) options.now = *now;
  Json context = request;
  context.erase("id");
  context.erase("now");
  RBENCH_ASSIGN_OR_RETURN(auto rendered, chat_template.Render(context, options));
  return std::vector<Json>{Json{{"rendered", std::move(rendered.text)}}};
}

}  // namespace

int RenderCommand(const std::vector<std::string>& arguments) {
  Flags flags("render [MESSAGE] [flags]",
              "Renders a chat template. With --jsonl every key of a line but id and now is a "
              "variable of the template; now is the "
              "only clock it sees.",
              {"rbench render 'What is 2+2?'",
               "echo '{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], "
               "\"add_generation_prompt\": true}' | rbench render "
               "--jsonl"});
  ModelFlags model;
  bool jsonl = false;
  std::string template_file;
  std::string system;
  std::vector<std::string> words;
  model.AddTo(flags);
  flags.Add("--template", &template_file, "a Jinja file instead of the model's template");
  flags.Add("--system", &system, "system message");
  flags.AddSwitch("--jsonl", &jsonl,
                  "one JSON object a line: {\"messages\", ...} -> {\"rendered\"}");
  flags.AddPositional("MESSAGE", &words, "the user's message", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  if (!jsonl && words.empty())
    return Fail(InvalidInput("nothing to do: give a message, or --jsonl; see --help"));

  auto source = TemplateSource(template_file, model);
  if (!source) return Fail(source.error());
  auto chat_template = ChatTemplate::Parse(*source);
  if (!chat_template) {
    return Fail(std::move(chat_template)
                    .error()
                    .WithContext(template_file.empty() ? "the model" : template_file));
  }
  if (jsonl) {
    return ServeJsonLines(
        [&](const Json& request, JsonReply reply) { reply(RenderLine(*chat_template, request)); });
  }
  Json messages = Json::array();
  if (!system.empty()) messages.push_back({{"role", "system"}, {"content", system}});
  messages.push_back({{"role", "user"}, {"content", fmt::format("{}", fmt::join(words, " "))}});
  auto rendered = chat_template->Render(
      Json{{"messages", messages}, {"add_generation_prompt", true}}, RenderOptions());
  if (!rendered) return Fail(rendered.error());
  Print(rendered->text + "\n");
  return kExitOk;
}

}  // namespace rbench
