// Renders templates for the comparison with the real Jinja2: one JSON object {"template",
// "context"} a line in, one
// {"rendered"} or {"error"} a line out.

#include <iostream>
#include <string>

#include "base/json.h"
#include "models/template/chat_template.h"

namespace {

rbench::Result<rbench::RenderedText> RenderLine(const std::string& line) {
  RBENCH_ASSIGN_OR_RETURN(const rbench::Json request, rbench::ParseJson(line));
  RBENCH_ASSIGN_OR_RETURN(const rbench::ChatTemplate chat_template,
                          rbench::ChatTemplate::Parse(request.at("template").get<std::string>()));
  return chat_template.Render(request.at("context"));
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const rbench::Result<rbench::RenderedText> rendered = RenderLine(line);
    rbench::Json reply;
    if (rendered) {
      reply["rendered"] = rendered->text;
    } else {
      reply["error"] = rendered.error().message;
    }
    std::cout << rbench::DumpJson(reply) << "\n";
  }
  return 0;
}
