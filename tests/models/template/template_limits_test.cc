#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "models/template/chat_template.h"

// Hostile templates end soon, with an error that names the line and never a crash.

namespace rbench {
namespace {

std::string Repeat(std::string_view part, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += part;
  return out;
}

Result<RenderedText> Render(std::string_view source, const RenderOptions& options = {}) {
  RBENCH_ASSIGN_OR_RETURN(const ChatTemplate parsed, ChatTemplate::Parse(source));
  return parsed.Render(
      *ParseJson(R"({"x": "xy", "messages": [{"role": "user", "content": "hello"}]})"), options);
}

TEST(TemplateLimitsTest, HostileTemplatesRunOutOfBudget) {
  const std::vector<std::string> sources = {
      "{% for a in range(10 ** 9) %}{% endfor %}",
      "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor "
      "%}{% endfor %}{% endfor %}",
      "{{ 'x' * 10 ** 9 }}",
      "{{ 'x' * 10 ** 9 * 10 ** 9 }}",
      "{{ ([1] * 10 ** 9)|length }}",
      "{% set ns = namespace(s='x') %}{% for i in range(64) %}{% set ns.s = ns.s + ns.s %}{% "
      "endfor %}",
      "{% set ns = namespace(s=[1]) %}{% for i in range(64) %}{% set ns.s = ns.s + ns.s %}{% "
      "endfor %}",
      "{% set ns = namespace(s=[1]) %}{% for i in range(64) %}{% set ns.s = [ns.s, ns.s] %}{% "
      "endfor %}{{ ns.s }}",
      "{% set ns = namespace(s=[1]) %}{% for i in range(64) %}{% set ns.s = [ns.s, ns.s] %}{% "
      "endfor %}{{ ns.s == [ns.s[0], ns.s[0]] }}{{ ns.s|tojson }}",
      "{% set ns = namespace(s=[1]) %}{% for i in range(9999) %}{% set ns.s = [ns.s] %}{% endfor "
      "%}",
      "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
      "{% macro m(a) %}{{ m(a ~ a) }}{{ m(a ~ a) }}{% endmacro %}{{ m('x') }}",
      "{% set ns = namespace() %}{% set ns.self = ns %}{{ ns }}",
      "{{ 'a'|map(*(['map'] * 5000))|list }}",
      "{{ 'x'|indent(10 ** 9, true) }}",
      "{{ '%1000000000d' % 1 }}",
      "{{ '{:1000000000}'.format(1) }}",
      "{{ 'x'.ljust(10 ** 12) }}",
      "{{ ('ab' * 100000).replace('', 'c' * 100000) }}",
      "{{ [[[1]]]|tojson(indent=10 ** 9) }}",
      "{% set a = 'a' * 1000000 %}{{ a.rfind('a' * 500000 ~ 'b') }}{{ a.rsplit('a' * 500000 ~ 'b') "
      "}}",
  };
  for (const std::string& source : sources) {
    const auto begin = std::chrono::steady_clock::now();
    const Result<RenderedText> rendered = Render(source);
    const auto took = std::chrono::steady_clock::now() - begin;
    ASSERT_FALSE(rendered.has_value()) << source;
    EXPECT_EQ(rendered.error().code, ErrorCode::kResourceExhausted)
        << source << rendered.error().message;
    EXPECT_THAT(rendered.error().message, testing::StartsWith("template line 1: ")) << source;
    EXPECT_LT(took, std::chrono::seconds(30)) << source;
  }
}

TEST(TemplateLimitsTest, BigIntegersAreErrors) {
  for (const char* source : {"{{ 10 ** 10 ** 10 }}", "{{ 2 ** 64 }}", "{{ 3 ** (2 ** 62) }}",
                             "{{ -(2 ** 63) - 1 }}", "{{ 1e300|int }}"}) {
    const Result<RenderedText> rendered = Render(source);
    ASSERT_FALSE(rendered.has_value()) << source;
    EXPECT_THAT(rendered.error().message, testing::HasSubstr("64 bits"));
  }
}

TEST(TemplateLimitsTest, DeepNestingOfTheSource) {
  for (const std::string& source :
       {"{{ " + Repeat("(", 5000) + "1" + Repeat(")", 5000) + " }}",
        "{{ " + Repeat("[", 5000) + Repeat("]", 5000) + " }}",
        "{{ " + Repeat("not ", 5000) + "1 }}", "{{ " + Repeat("-", 5000) + "1 }}",
        "{{ 1" + Repeat(" + 1", 5000) + " }}", "{{ 1" + Repeat("|abs", 5000) + " }}",
        "{{ x" + Repeat(".a", 5000) + " }}", "{{ x" + Repeat("[0]", 5000) + " }}",
        "{{ 1" + Repeat(" if 1 else 1", 5000) + " }}", "{{ 1" + Repeat(" ** 1", 5000) + " }}",
        "{{ 1" + Repeat(" or 0", 5000) + " }}",
        Repeat("{% if 1 %}", 5000) + Repeat("{% endif %}", 5000), Repeat("{% for a in x %}", 5000),
        Repeat("{% macro m() %}", 5000),
        "{% set " + Repeat("(", 5000) + "a" + Repeat(",)", 5000) + " = 1 %}",
        "{{ " + Repeat("{'a': ", 5000) + "1" + Repeat("}", 5000) + " }}"}) {
    const Result<ChatTemplate> parsed = ChatTemplate::Parse(source);
    ASSERT_FALSE(parsed.has_value()) << source.substr(0, 40);
    EXPECT_EQ(parsed.error().code, ErrorCode::kResourceExhausted)
        << source.substr(0, 40) << parsed.error().message;
  }
  // Long but flat is fine.
  EXPECT_TRUE(Render("{{ 1" + Repeat(" ~ 1", 5000) + " }}").has_value());
  EXPECT_TRUE(Render("{{ [" + Repeat("1, ", 5000) + "]|length }}").has_value());
  EXPECT_TRUE(Render("{{ 1" + Repeat(" + 1", 60) + " }}").has_value());
}

TEST(TemplateLimitsTest, CyclesAreFreed) {
  // Under a leak checker this finds cycles that outlive the rendering.
  for (const char* source : {"{% set ns = namespace() %}{% set ns.self = ns %}",
                             "{% macro m() %}{% endmacro %}{% set n = m %}",
                             "{% set ns = namespace() %}{% for i in [1, 2] %}{% set ns.l = loop "
                             "%}{{ loop.changed(loop) }}{% endfor %}{{ ns.l.changed(ns.l) }}",
                             "{% set ns = namespace() %}{% for i in range(2000) %}{% set ns.p = "
                             "namespace(p=ns.p) %}{% endfor %}",
                             "{% set ns = namespace() %}{% macro a() %}{% macro b() %}{{ ns.c() if "
                             "0 }}{% endmacro %}{% set ns.b = b %}{% endmacro %}{{ a() }}",
                             "{% set ns = namespace() %}{% macro f() %}{% set ns.f = f %}{% macro "
                             "f() %}{% endmacro %}{% set ns.f = f %}{% endmacro %}{% set ns.f = f "
                             "%}{% for i in range(9) %}{{ ns.f() }}{% endfor %}"}) {
    const Result<RenderedText> rendered = Render(source);
    EXPECT_TRUE(rendered.has_value()) << source << rendered.error().message;
  }
}

TEST(TemplateLimitsTest, OptionsAreObeyed) {
  RenderOptions options;
  options.max_steps = 100;
  EXPECT_FALSE(Render("{% for a in range(200) %}a{% endfor %}", options).has_value());
  options = {};
  options.max_output_bytes = 100;
  EXPECT_TRUE(Render("{{ 'a' * 100 }}", options).has_value());
  EXPECT_FALSE(Render("{{ 'a' * 100 }}b", options).has_value());
  options = {};
  options.max_depth = 20;
  EXPECT_FALSE(
      Render("{% macro m(n) %}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(9) }}", options)
          .has_value());
  TemplateLimits limits;
  limits.max_source_bytes = 10;
  EXPECT_EQ(ChatTemplate::Parse("01234567890", limits).error().code, ErrorCode::kResourceExhausted);
}

TEST(TemplateLimitsTest, ManyThreadsRenderOneTemplate) {
  const Result<ChatTemplate> parsed = ChatTemplate::Parse(
      "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{{ "
      "m.content|upper }}{{ ns.n }}{% endfor %}");
  ASSERT_TRUE(parsed.has_value());
  const Json context = *ParseJson(R"({"messages": [{"content": "a"}, {"content": "b"}]})");
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const Result<RenderedText> rendered = parsed->Render(context);
        wrong[t] += !rendered || rendered->text != "A1B2" ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, testing::Each(0));
}

}  // namespace
}  // namespace rbench
