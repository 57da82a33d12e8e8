#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/json_lines.h"
#include "cli/model_flags.h"
#include "models/tokenizer/tokenizer.h"

namespace rbench {
namespace {

Result<std::vector<Json>> TokenizeLine(const Tokenizer& tokenizer, bool decode,
                                       const Json& request) {
  if (decode) {
    RBENCH_ASSIGN_OR_RETURN(const auto tokens, TokensField(request, "tokens"));
    if (!tokens) return InvalidInput("field \"tokens\" is missing");
    RBENCH_ASSIGN_OR_RETURN(std::string text, tokenizer.Decode(*tokens));
    return std::vector<Json>{Json{{"text", std::move(text)}}};
  }
  RBENCH_ASSIGN_OR_RETURN(const auto text, StringField(request, "text"));
  if (!text) return InvalidInput("field \"text\" is missing");
  return std::vector<Json>{Json{{"tokens", tokenizer.Encode(*text)}}};
}

Result<std::vector<TokenId>> ParseTokenIds(const std::vector<std::string>& words) {
  std::vector<TokenId> tokens;
  for (const std::string& word : words) {
    if (word.empty() || word.size() > 9 ||
        word.find_first_not_of("0123456789") != std::string::npos) {
      return InvalidInput(fmt::format("\"{}\" is no token id", word));
    }
    tokens.push_back(static_cast<TokenId>(std::stol(word)));
  }
  return tokens;
}

}  // namespace

int TokenizeCommand(const std::vector<std::string>& arguments) {
  Flags flags("tokenize [TEXT...] [flags]",
              "Turns text into the model's token ids; --decode goes the way back. Special tokens "
              "in the text are parsed.",
              {"rbench tokenize 'The capital of France is'",
               "rbench tokenize --decode 504 3575 282 4649 314",
               "echo '{\"text\": \"2+2=4\"}' | rbench tokenize --jsonl"});
  ModelFlags model;
  bool jsonl = false;
  bool decode = false;
  std::vector<std::string> words;
  model.AddTo(flags);
  flags.AddSwitch(
      "--jsonl", &jsonl,
      "one JSON object a line: {\"text\"} -> {\"tokens\"}, or the other way with --decode");
  flags.AddSwitch("--decode", &decode, "token ids to text");
  flags.AddPositional("TEXT", &words, "the text, or with --decode the ids", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  if (!jsonl && words.empty())
    return Fail(InvalidInput("nothing to do: give a text, or --jsonl; see --help"));

  auto checkpoint = model.Open();
  if (!checkpoint) return Fail(checkpoint.error());
  auto tokenizer = Tokenizer::Create(std::move(checkpoint->tokenizer));
  if (!tokenizer) return Fail(std::move(tokenizer).error().WithContext(checkpoint->path));
  if (jsonl) {
    return ServeJsonLines([&](const Json& request, JsonReply reply) {
      reply(TokenizeLine(*tokenizer, decode, request));
    });
  }
  if (decode) {
    auto tokens = ParseTokenIds(words);
    if (!tokens) return Fail(tokens.error());
    auto text = tokenizer->Decode(*tokens);
    if (!text) return Fail(text.error());
    Print(*text + "\n");
    return kExitOk;
  }
  Print(fmt::format("{}\n",
                    fmt::join(tokenizer->Encode(fmt::format("{}", fmt::join(words, " "))), " ")));
  return kExitOk;
}

}  // namespace rbench
