#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/prompt.h"
#include "models/tokenizer/tokenizer.h"

namespace rbench {

class ChatTemplate;

// Turns what a task wants to say into what a model sees: chat template, tokens, the begin token
// where the tokenizer asks for one and the template did not write it. Immutable; any thread.
class PromptRenderer {
 public:
  // `chat_template` is Jinja source; empty = none. Errors: the tokenizer's or the template's.
  static Result<PromptRenderer> Create(TokenizerSpec tokenizer, const std::string& chat_template);

  Result<RenderedPrompt> Render(const Prompt& prompt) const;

  PromptRenderer(PromptRenderer&&) noexcept;
  ~PromptRenderer();

  const Tokenizer& tokenizer() const { return *tokenizer_; }
  const ChatTemplate* chat_template() const { return template_.get(); }
  // Special tokens that the template writes after an assistant's message, in order; empty where it
  // cannot be told.
  std::vector<TokenId> TurnEnd() const;
  // What a user should know of tokenizer, template and the tokens that end an answer together.
  std::vector<std::string> Warnings(std::span<const TokenId> stop_ids) const;

 private:
  PromptRenderer();
  bool HasBegin(std::span<const TokenId> tokens, bool from_template) const;

  std::unique_ptr<Tokenizer> tokenizer_;
  std::unique_ptr<ChatTemplate> template_;
};

}  // namespace rbench
