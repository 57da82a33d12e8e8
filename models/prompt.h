#pragma once

#include <string>
#include <vector>

#include "models/token.h"

namespace rbench {

struct ChatMessage {
  std::string role;     // "system", "user", "assistant"
  std::string content;  // never turned into special tokens
};

// What a task or a user wants to say to a model. Exactly one of the two forms is used.
struct Prompt {
  std::vector<ChatMessage>
      messages;          // rendered by the model's chat template, with the generation prompt
  std::string text;      // for base models, where messages is empty
  bool trusted = false;  // special tokens inside `text` are parsed
};

// A prompt as the model sees it.
struct RenderedPrompt {
  std::string text;  // empty where only tokens were given
  std::vector<TokenId> tokens;
  bool opens_think = false;  // the text ends inside an open <think>
};

}  // namespace rbench
