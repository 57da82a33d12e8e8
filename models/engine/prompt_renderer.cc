#include "models/engine/prompt_renderer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/think_span.h"
#include "models/marked_text.h"
#include "models/template/chat_template.h"

namespace rbench {
namespace {

Json ContextOf(const Tokenizer& tokenizer, const std::vector<ChatMessage>& messages,
               bool generation_prompt) {
  Json context = Json::object();
  context["messages"] = Json::array();
  for (const ChatMessage& message : messages) {
    context["messages"].push_back({{"role", message.role}, {"content", message.content}});
  }
  context["add_generation_prompt"] = generation_prompt;
  const TokenizerSpec& spec = tokenizer.spec();
  const auto set = [&](const char* key, const std::optional<TokenId>& id) {
    if (!id) return;
    if (const auto bytes = tokenizer.TokenBytes(*id)) context[key] = std::string(*bytes);
  };
  set("bos_token", spec.bos);
  set("eos_token", spec.eos);
  set("pad_token", spec.padding);
  set("unk_token", spec.unknown);
  return context;
}

}  // namespace

PromptRenderer::PromptRenderer() = default;
PromptRenderer::PromptRenderer(PromptRenderer&&) noexcept = default;
PromptRenderer::~PromptRenderer() = default;

Result<PromptRenderer> PromptRenderer::Create(TokenizerSpec tokenizer,
                                              const std::string& chat_template) {
  PromptRenderer renderer;
  RBENCH_ASSIGN_OR_RETURN(Tokenizer made, Tokenizer::Create(std::move(tokenizer)));
  renderer.tokenizer_ = std::make_unique<Tokenizer>(std::move(made));
  if (!chat_template.empty()) {
    Result<ChatTemplate> parsed = ChatTemplate::Parse(chat_template);
    if (!parsed) return std::move(parsed).error().WithContext("chat template");
    renderer.template_ = std::make_unique<ChatTemplate>(std::move(parsed).value());
  }
  return renderer;
}

Result<RenderedPrompt> PromptRenderer::Render(const Prompt& prompt) const {
  RenderedPrompt rendered;
  if (!prompt.messages.empty()) {
    if (!template_)
      return InvalidInput(
          "the model has no chat template, so messages cannot be rendered; give one, or plain "
          "text");
    if (!prompt.text.empty()) return InvalidInput("a prompt is either messages or text, not both");
    Result<RenderedText> marked = template_->Render(ContextOf(*tokenizer_, prompt.messages, true));
    if (!marked) return std::move(marked).error().WithContext("chat template");
    rendered.tokens = tokenizer_->EncodeMarked(*marked);
    rendered.text = std::move(marked->text);
  } else {
    rendered.tokens =
        prompt.trusted ? tokenizer_->Encode(prompt.text) : tokenizer_->EncodePlain(prompt.text);
    rendered.text = prompt.text;
  }
  const TokenizerSpec& spec = tokenizer_->spec();
  if (spec.add_bos && spec.bos && !HasBegin(rendered.tokens, !prompt.messages.empty())) {
    rendered.tokens.insert(rendered.tokens.begin(), *spec.bos);
  }
  rendered.opens_think = PromptOpensThink(rendered.text);
  return rendered;
}

// A template may write something before the begin token; a text has it in front.
bool PromptRenderer::HasBegin(std::span<const TokenId> tokens, bool from_template) const {
  if (!from_template) return !tokens.empty() && tokens.front() == *tokenizer_->spec().bos;
  return std::find(tokens.begin(), tokens.end(), *tokenizer_->spec().bos) != tokens.end();
}

std::vector<TokenId> PromptRenderer::TurnEnd() const {
  if (!template_) return {};
  const std::string marker = "marker7";
  const Json context = ContextOf(*tokenizer_, {{"user", "a"}, {"assistant", marker}}, false);
  const Result<RenderedText> rendered = template_->Render(context);
  if (!rendered) return {};
  const size_t at = rendered->text.rfind(marker);
  if (at == std::string::npos) return {};
  std::vector<TokenId> end;
  for (TokenId id :
       tokenizer_->Encode(std::string_view(rendered->text).substr(at + marker.size()))) {
    if (!tokenizer_->IsSpecial(id)) break;
    end.push_back(id);
  }
  return end;
}

std::vector<std::string> PromptRenderer::Warnings(std::span<const TokenId> stop_ids) const {
  std::vector<std::string> warnings;
  if (stop_ids.empty())
    warnings.push_back(
        "the model names no stop token: only limits and stop strings end its answers");
  const auto name = [&](TokenId id) {
    const auto text = tokenizer_->TokenBytes(id);
    return fmt::format("{} ({})", id, text ? *text : std::string_view("?"));
  };
  const std::vector<TokenId> turn_end = TurnEnd();
  const bool stops = std::any_of(turn_end.begin(), turn_end.end(), [&](TokenId id) {
    return std::find(stop_ids.begin(), stop_ids.end(), id) != stop_ids.end();
  });
  if (!turn_end.empty() && !stops) {
    warnings.push_back(
        fmt::format("the chat template ends a turn with token {}, which is not among the model's "
                    "stop tokens: answers may run on",
                    name(turn_end.front())));
  }
  Prompt question;
  question.messages = {{"user", "a"}};
  const Result<RenderedPrompt> rendered =
      template_ ? Render(question) : Result<RenderedPrompt>(RenderedPrompt());
  const std::optional<TokenId>& begin = tokenizer_->spec().bos;
  if (rendered && begin && tokenizer_->spec().add_bos) {
    const std::vector<TokenId>& tokens = rendered->tokens;
    if (std::count(tokens.begin(), tokens.end(), *begin) > 1) {
      warnings.push_back(fmt::format(
          "the chat template writes the begin token {} more than once into the prompt of one "
          "question",
          name(*begin)));
    } else if (!tokens.empty() && tokens.front() != *begin) {
      warnings.push_back(fmt::format("the chat template writes something before the begin token {}",
                                     name(*begin)));
    }
  }
  return warnings;
}

}  // namespace rbench
