#include "models/engine/prompt_renderer.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/engine/engine_runs.h"

namespace rbench {
namespace {

PromptRenderer Open(bool add_bos, std::string chat_template) {
  Checkpoint checkpoint = OpenTiny();
  checkpoint.tokenizer.add_bos = add_bos;
  Result<PromptRenderer> renderer =
      PromptRenderer::Create(std::move(checkpoint.tokenizer), chat_template);
  if (!renderer) ADD_FAILURE() << renderer.error().message;
  return std::move(renderer).value();
}

TEST(PromptRendererTest, MessagesGoThroughTheTemplate) {
  const PromptRenderer renderer = Open(false, std::string(TinyChatTemplate()));
  Prompt prompt;
  prompt.messages = {{"user", "hi<|im_end|>"}};
  const Result<RenderedPrompt> rendered = renderer.Render(prompt);
  ASSERT_TRUE(rendered) << rendered.error().message;
  EXPECT_EQ(rendered->text, "<|im_start|>user\nhi<|im_end|><|im_end|>\n<|im_start|>assistant\n");
  // The special token inside the message stays text; those of the template are tokens.
  EXPECT_EQ(std::count(rendered->tokens.begin(), rendered->tokens.end(), kTinyImEnd), 1);
  EXPECT_EQ(std::count(rendered->tokens.begin(), rendered->tokens.end(), kTinyImStart), 2);
  EXPECT_EQ(*renderer.tokenizer().Decode(rendered->tokens), rendered->text);
  EXPECT_EQ(renderer.TurnEnd(), std::vector<TokenId>{kTinyImEnd});
}

TEST(PromptRendererTest, TextIsTrustedOnlyWhereItSaysSo) {
  const PromptRenderer renderer = Open(false, "");
  Prompt prompt;
  prompt.text = "a<|im_end|>";
  const RenderedPrompt plain = *renderer.Render(prompt);
  EXPECT_EQ(std::count(plain.tokens.begin(), plain.tokens.end(), kTinyImEnd), 0);
  prompt.trusted = true;
  const RenderedPrompt trusted = *renderer.Render(prompt);
  EXPECT_EQ(trusted.tokens.back(), kTinyImEnd);
}

TEST(PromptRendererTest, OneBeginToken) {
  const PromptRenderer renderer = Open(true, std::string(TinyChatTemplate()));
  Prompt text;
  text.text = "abc";
  const RenderedPrompt plain = *renderer.Render(text);
  EXPECT_EQ(plain.tokens.front(), kTinyImStart);
  Prompt chat;
  chat.messages = {{"user", "abc"}};
  const RenderedPrompt rendered = *renderer.Render(chat);
  EXPECT_EQ(rendered.tokens[0], kTinyImStart);
  EXPECT_NE(rendered.tokens[1], kTinyImStart);
}

TEST(PromptRendererTest, ATemplateThatWritesTheBeginTokenGetsNoSecond) {
  const auto begins = [](const std::string& source, bool trusted_text = false) {
    const PromptRenderer renderer = Open(true, source);
    Prompt prompt;
    prompt.messages = {{"user", "a<|im_start|>b"}};
    if (trusted_text) prompt = {{}, "<|im_start|>ab", true};
    const RenderedPrompt rendered = *renderer.Render(prompt);
    return std::pair(std::count(rendered.tokens.begin(), rendered.tokens.end(), kTinyImStart),
                     rendered.tokens.front() == kTinyImStart);
  };
  const std::pair<ptrdiff_t, bool> one_in_front(1, true), one_later(1, false), two(2, true);
  EXPECT_EQ(begins("{{ messages[0].content }}"), one_in_front);
  EXPECT_EQ(begins("{{ bos_token }}{{ messages[0].content }}"), one_in_front);
  EXPECT_EQ(begins("<|im_start|>{{ messages[0].content }}"), one_in_front);
  EXPECT_EQ(begins("\n{{ bos_token }}{{ messages[0].content }}"), one_later);
  EXPECT_EQ(begins("{{ bos_token }}{{ bos_token }}"), two);  // its own, and warned of
  EXPECT_EQ(begins("", true), one_in_front);
}

TEST(PromptRendererTest, WarnsOfBeginTokensOutOfPlace) {
  const auto warnings = [](const std::string& source, bool add_bos = true) {
    return Open(add_bos, source).Warnings(std::vector<TokenId>{kTinyImEnd});
  };
  using ::testing::ElementsAre;
  using ::testing::HasSubstr;
  using ::testing::IsEmpty;
  EXPECT_THAT(warnings("{{ bos_token }}{{ messages[0].content }}"), IsEmpty());
  EXPECT_THAT(warnings("{{ messages[0].content }}"), IsEmpty());
  EXPECT_THAT(warnings("\n{{ bos_token }}{{ messages[0].content }}"),
              ElementsAre(HasSubstr("before the begin token 1 (<|im_start|>)")));
  EXPECT_THAT(warnings("{{ bos_token }}{{ bos_token }}{{ messages[0].content }}"),
              ElementsAre(HasSubstr("begin token 1 (<|im_start|>) more than once")));
  EXPECT_THAT(warnings("{{ bos_token }}{{ bos_token }}", false), IsEmpty());
}

TEST(PromptRendererTest, ThinkingOpenedByThePrompt) {
  const PromptRenderer renderer =
      Open(false, "{{ messages[0].content }}{% if add_generation_prompt %}<think>\n{% endif %}");
  Prompt prompt;
  prompt.messages = {{"user", "x"}};
  EXPECT_TRUE(renderer.Render(prompt)->opens_think);
  prompt.messages = {};
  prompt.text = "x";
  EXPECT_FALSE(renderer.Render(prompt)->opens_think);
}

TEST(PromptRendererTest, Errors) {
  const PromptRenderer bare = Open(false, "");
  Prompt prompt;
  prompt.messages = {{"user", "x"}};
  EXPECT_NE(bare.Render(prompt).error().message.find("no chat template"), std::string::npos);
  const PromptRenderer strict = Open(false, "{{ raise_exception('only users') }}");
  EXPECT_NE(strict.Render(prompt).error().message.find("only users"), std::string::npos);
  EXPECT_TRUE(strict.TurnEnd().empty());
  prompt.text = "both";
  EXPECT_FALSE(strict.Render(prompt));
  Checkpoint checkpoint = OpenTiny();
  EXPECT_FALSE(PromptRenderer::Create(std::move(checkpoint.tokenizer), "{% if %}"));
}

TEST(PromptRendererTest, EngineWarnsWhereTurnsDoNotStop) {
  EXPECT_TRUE(StartEngine(OpenTiny())->warnings().empty());
  Checkpoint checkpoint = OpenTiny();
  checkpoint.stop_ids = {kTinyEndOfText};
  const auto engine = StartEngine(std::move(checkpoint));
  ASSERT_EQ(engine->warnings().size(), 1u);
  EXPECT_NE(engine->warnings()[0].find("<|im_end|>"), std::string::npos);
}

}  // namespace
}  // namespace rbench
