#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "models/template/chat_template.h"

namespace rbench {
namespace {

Json Context() {
  return *ParseJson(R"({
    "s": "The quick  brown\tfox\njumps", "u": "straße ÉCOLE", "e": "", "n": null, "i": 7, "f": 2.5, "t": true,
    "words": ["b", "A", "c", "a"], "nums": [3, 1, 2, 3, -4], "mixed": [1, "x", null, 2.5, true, [1, "q"], {}],
    "d": {"k": "v", "b": 2, "A": 1, "nested": {"x": [1, 2, 3]}, "items": "own"},
    "recs": [{"n": "x", "v": 2}, {"n": "Y", "v": 1}], "big": 9223372036854775807,
    "messages": [{"role": "user", "content": "Hi <|im_end|>"}], "bos_token": "<s>"})");
}

// The text, or "error: ..." with the message.
std::string Render(std::string_view source, const Json& context = Context(),
                   const RenderOptions& options = {}) {
  const Result<ChatTemplate> parsed = ChatTemplate::Parse(source);
  if (!parsed) return "error: " + parsed.error().message;
  const Result<RenderedText> rendered = parsed->Render(context, options);
  return rendered ? rendered->text : "error: " + rendered.error().message;
}

struct Row {
  const char* source;
  const char* expected;
};

void ExpectAll(const std::vector<Row>& rows) {
  for (const Row& row : rows) EXPECT_EQ(Render(row.source), row.expected) << row.source;
}

void ExpectErrors(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_THAT(Render(row.source), testing::AllOf(testing::StartsWith("error: template line "),
                                                   testing::HasSubstr(row.expected)))
        << row.source;
  }
}

TEST(TemplateTest, WhitespaceControl) {
  ExpectAll(
      {{"a\n{% if t %}\nb\n{% endif %}\nc\n", "a\nb\nc"},
       {"a  {%- if t -%}  b  {%- endif -%}  c", "abc"},
       {"  {% if t %}x{% endif %}", "x"},
       {"  {%+ if t %}x{% endif %}", "  x"},
       {"  {{ i }}\n  {{- i -}}  z", "  77z"},
       {"{% if t +%}\nx{% endif %}", "\nx"},
       {"a {# note #}\n b", "a  b"},
       {"  {# note #}\n b", " b"},
       {"a {#- note -#}\n b", "ab"},
       {"x\r\ny\rz\n\n", "x\ny\nz\n"},
       {"{% raw %}{{ x }}{% endraw %}|{%- raw -%} {% if %} {%- endraw %}", "{{ x }}|{% if %}"},
       {"{{ '}}' }}{{ {'a': {'b': 1}}['a'] }}", "}}{'b': 1}"}});
}

TEST(TemplateTest, Literals) {
  ExpectAll(
      {{"{{ 1_000 }} {{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 1.50 }} {{ 1e3 }} {{ 1e16 }} {{ 1e-5 }}",
        "1000 31 3 15 1.5 1000.0 1e+16 1e-05"},
       {"{{ 'a' \"b\" }}{{ '\\n\\x41\\u00e9\\101\\q' }}", "ab\nAéA\\q"},
       {"{{ [1, 'a', none, true, 2.0, (1,), ()] }}", "[1, 'a', None, True, 2.0, (1,), ()]"},
       {"{{ {'a': 1, 2: \"it's\", none: [] } }}", "{'a': 1, 2: \"it's\", None: []}"},
       {"{{ 'a\\'b\"c\\n\\x7f\\u200b' | list | string | length }}", "49"},
       {"{{ ['é\\u200b\\x01'] }}", "['é\\u200b\\x01']"},
       {"{{ True }}{{ None }}{{ missing }}", "TrueNone"},
       {"{{ 1, 2 }}", "(1, 2)"}});
}

TEST(TemplateTest, Arithmetic) {
  ExpectAll(
      {{"{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 "
        "}}",
        "3 -4 2 -2 3.5 1024 0.5"},
       {"{{ -7.5 // 2 }} {{ -7.5 % 2 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 0.1 + 0.2 }}",
        "-4.0 0.5 64 4 0.30000000000000004"},
       {"{{ true + 1 }} {{ 'ab' * 2 }} {{ 2 * [1] }} {{ [1] + [2] }} {{ (1,) + (2,) }}",
        "2 abab [1, 1] [1, 2] (1, 2)"},
       {"{{ 1 ~ 'a' ~ none ~ missing ~ [1] }}", "1aNone[1]"},
       {"{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] "
        "}}",
        "True False True True True"},
       {"{{ 'a' in 'cab' }} {{ 3 in nums }} {{ 'k' in d }} {{ 9 not in nums }} {{ 1 in missing }}",
        "True True True True False"},
       {"{{ i and 'x' }} {{ e or 'y' }} {{ not e }} {{ 'a' if e }}|{{ 'a' if e else 'b' }}",
        "x y True |b"},
       {"{{ '%s-%05.1f-%d-%x-%r' % ('a', 2.25, 3.9, 255, 'q') }}", "a-002.2-3-ff-'q'"},
       {"{{ '%(a)s%%' % {'a': 1} }} {{ '{}-{1}-{x:>4}-{{}}'.format(1, 2, x='r') if false else "
        "'{0}-{x:>4}-{{}}'.format(1, x='r') }}",
        "1% 1-   r-{}"}});
  ExpectErrors({{"{{ 9223372036854775807 + 1 }}", "64 bits"},
                {"{{ big * 2 }}", "64 bits"},
                {"{{ 10 ** 10 ** 10 }}", "64 bits"},
                {"{{ 1 // 0 }}", "division by zero"},
                {"{{ 'a' + 1 }}", "unsupported operand"},
                {"{{ none + 1 }}", "unsupported operand"},
                {"{{ missing + 1 }}", "'missing' is undefined"},
                {"{{ 1 < 'a' }}", "no order"},
                {"{{ '%s %s' % 'a' }}", "not enough arguments"},
                {"{{ '%s' % (1, 2) }}", "not all arguments"}});
}

TEST(TemplateTest, AccessAndSlices) {
  ExpectAll(
      {{"{{ d.k }} {{ d['b'] }} {{ d.nested.x[-1] }} {{ d.zz is defined }} {{ d['items'] }}",
        "v 2 3 False own"},
       {"{% for k, v in d.items() %}{{ k }},{% endfor %}", "k,b,A,nested,items,"},
       {"{{ words[::-1] }} {{ words[1:3] }} {{ words[-2:] }} {{ words[5:] }} {{ words[3:0:-2] }}",
        "['a', 'c', 'A', 'b'] ['A', 'c'] ['c', 'a'] [] ['a', 'A']"},
       {"{{ u[3:5] }} {{ u[::-1] }} {{ u[4] }} {{ s[:3] }} {{ s[-5:] }} {{ u[99] }}",
        "aß ELOCÉ eßarts ß The jumps "},
       {"{{ n.a }} {{ i.zz }} {{ words.zz }} {{ words[9] }}", "   "},
       {"{{ d.update is defined }} {{ words.append is defined }} {{ words.0 }}", "False False b"}});
  ExpectErrors({{"\n{{ missing.a }}", "line 2: 'missing' is undefined"},
                {"{{ d.zz.a }}", "no attribute 'zz'"},
                {"{{ n[1:] }}{{ i[1:] }}", "cannot be sliced"},
                {"{{ words[::0] }}", "zero"},
                {"{{ words.append(1) }}", "cannot be changed"},
                {"{{ missing() }}", "undefined"}});
}

TEST(TemplateTest, Loops) {
  ExpectAll({{"{% for w in words %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ "
              "loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}",
              "1043TrueFalse4;2132FalseFalse4;3221FalseFalse4;4310FalseTrue4;"},
             {"{% for w in words if w != 'A' %}{{ loop.previtem or '-' }}{{ w }}{{ loop.nextitem "
              "or '-' }}{{ loop.cycle('x', 'y') }} {% endfor %}",
              "-bcx bcay ca-x "},
             {"{% for w in [] %}a{% else %}none{% endfor %}{% for w in missing %}a{% else %}!{% "
              "endfor %}",
              "none!"},
             {"{% for x in range(9) %}{% if x == 1 %}{% continue %}{% endif %}{% if x > 3 %}{% "
              "break %}{% endif %}{{ x }}{% endfor %}",
              "023"},
             {"{% for a, (b, c) in [(1, (2, 3))] %}{{ a + b + c }}{% endfor %}", "6"},
             {"{% set x = 0 %}{% for i in range(3) %}{% set x = i %}{% endfor %}{{ x }}", "0"},
             {"{% set ns = namespace(x=0) %}{% for i in range(3) %}{% set ns.x = ns.x + i %}{% "
              "endfor %}{{ ns.x }}",
              "3"},
             {"{% for c in 'äb' %}{{ c }}-{% endfor %}", "ä-b-"},
             {"{% for x in [1, 1, 2] %}{{ loop.changed(x) }}{% endfor %}", "TrueFalseTrue"},
             {"{% for a in [1, 2] %}{% set outer = loop %}{% for b in [1] %}{{ outer.index }}{{ "
              "loop.index }};{% endfor %}{% endfor %}",
              "11;21;"}});
  ExpectErrors({{"{% for x in 3 %}{% endfor %}", "not iterable"},
                {"{% for a, b in [1] %}{% endfor %}", "not iterable"},
                {"{% for a, b in [[1]] %}{% endfor %}", "unpack"},
                {"{% break %}", "outside of a loop"},
                {"{% for x in range(1000000000) %}{% endfor %}", "range of more than"}});
}

TEST(TemplateTest, SetAndScopes) {
  ExpectAll({{"{% set a, b = 1, 'x' %}{{ a }}{{ b }}", "1x"},
             {"{% set x %} hi {{ i }} {% endset %}[{{ x }}]{% set y | trim | upper %} q {% endset "
              "%}[{{ y }}]",
              "[ hi 7 ][Q]"},
             {"{% if t %}{% set x = 1 %}{% endif %}{{ x }}", "1"},
             {"{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}", "3"},
             {"{% generation %}{% set z = 1 %}{{ z }}{% endgeneration %}{{ z }}", "1"},
             {"{% filter upper | replace('A', '.') %}banana{% endfilter %}", "B.N.N."},
             {"{% print 1, 'a' %}", "1a"},
             {"{% set ns = namespace(a=1) %}{{ ns }} {{ ns.zz is defined }} {{ ns['a'] }}",
              "<Namespace {'a': 1}> False 1"}});
  ExpectErrors({{"{% set d.k = 1 %}", "no namespace"},
                {"{% set true = 1 %}", "cannot assign"},
                {"{% set x.y.z = 1 %}", ""}});
}

TEST(TemplateTest, Macros) {
  ExpectAll(
      {{"{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}|{% endmacro %}{{ m(1) }}{{ m(1, c=3) }}{{ "
        "m(b=5, a=4) }}{{ m() }}",
        "121|123|454|2|"},
       {"{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}",
        "(1, 2){'x': 3}"},
       {"{% macro m(x) %}[{{ caller(x) }}]{% endmacro %}{% call(y) m(5) %}{{ y }}{{ i }}{% endcall "
        "%}",
        "[57]"},
       {"{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
        "3210"},
       {"{% macro m() %}{{ later }}{% endmacro %}{% set later = 'x' %}{{ m() }}", "x"},
       {"{% set ns = namespace() %}{% for k in [1, 2] %}{% macro m() %}{{ k }}{% endmacro %}{% set "
        "ns.m = m %}{% endfor %}{{ ns.m() }}",
        "2"}});
  ExpectErrors({{"{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "not more than 1"},
                {"{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "no keyword argument 'b'"},
                {"{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}", "caller"}});
}

TEST(TemplateTest, TextFiltersAndMethods) {
  ExpectAll({{"{{ ' a '|trim }}|{{ 'xax'|trim('x') }}|{{ 'a-b c'|title }}|{{ 'aB'|capitalize }}|{{ "
              "u|upper }}|{{ 'aaa'|replace('a', 'b', 2) }}",
              "a|a|A-B C|Ab|STRASSE ÉCOLE|bba"},
             {"{{ 'a\nb\n\nc'|indent }}|{{ 'a\nb'|indent(2, true) }}|{{ 'a\n\nb'|indent('> ', "
              "blank=true) }}",
              "a\n    b\n\n    c|  a\n  b|a\n> \n> b"},
             {"{{ '<&\"\\'>'|e }} {{ '<'|safe }} {{ 'a b, c'|wordcount }}",
              "&lt;&amp;&#34;&#39;&gt; < 3"},
             {"{{ '12'|int }} {{ '1.9'|int }} {{ 'x'|int(5) }} {{ '0x1A'|int(0, 16) }} {{ "
              "'2.5'|float }} {{ 'x'|float }} {{ 2.5|int }}",
              "12 1 5 26 2.5 0.0 2"},
             {"{{ 2.5|round }} {{ 2.675|round(2) }} {{ 42.55|round(1, 'floor') }} {{ 7|round }} {{ "
              "-3|abs }} {{ 1.1|round(0, 'ceil') }}",
              "2.0 2.67 42.5 7 3 2.0"},
             {"{{ missing|default('d') }} {{ e|default('d') }}|{{ e|d('d', true) }} {{ "
              "'%s!'|format('a') }}",
              "d |d a!"},
             {"{{ ' a b  c '.split() }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} "
              "{{ 'xxaxx'.strip('x') }}",
              "['a', 'b', 'c'] ['a', 'b,c'] ['a,b', 'c'] a"},
             {"{{ s.startswith(('a', 'The')) }} {{ s.endswith('s') }} {{ s.find('q') }} {{ "
              "s.rfind('zz') }} {{ s.count('u') }} {{ ', '.join(words) }}",
              "True True 4 -1 2 b, A, c, a"},
             {"{{ 'a\\nb\\r\\nc'.splitlines() }} {{ 'aXb'.swapcase() }} {{ '7'.zfill(3) }} {{ "
              "'a'.ljust(3, '.') }} {{ 'abc'.removeprefix('a') }} {{ 'k=v=w'.partition('=') }}",
              "['a', 'b', 'c'] AxB 007 a.. bc ('k', '=', 'v=w')"},
             {"{{ 'aé'.isalpha() }} {{ '12'.isdigit() }} {{ 'Ab'.islower() }} {{ 'AB'.isupper() }} "
              "{{ 'it\\'s ok'.title() }}",
              "True True False True It'S Ok"},
             {"{{ strftime_now('%d %b %Y %H:%M:%S %A %j %-d %e %I %p %y %B %%') }}",
              "02 Jan 2026 03:04:05 Friday 002 2  2 03 AM 26 January %"}});
}

TEST(TemplateTest, SequenceFilters) {
  ExpectAll({{"{{ words|sort }} {{ words|sort(case_sensitive=true) }} {{ nums|sort(reverse=true) "
              "}} {{ nums|unique|list }}",
              "['A', 'a', 'b', 'c'] ['A', 'a', 'b', 'c'] [3, 3, 2, 1, -4] [3, 1, 2, -4]"},
             {"{{ recs|map(attribute='n')|join('/') }} {{ words|map('upper')|list }} {{ "
              "recs|sort(attribute='v')|map(attribute='n')|list }}",
              "x/Y ['B', 'A', 'C', 'A'] ['Y', 'x']"},
             {"{{ nums|select('odd')|list }} {{ nums|reject('gt', 2)|list }} {{ "
              "recs|selectattr('n', 'equalto', 'x')|list|length }} {{ recs|rejectattr('v', 'eq', "
              "1)|map(attribute='v')|list }}",
              "[3, 1, 3] [1, 2, -4] 1 [2]"},
             {"{{ nums|sum }} {{ recs|sum(attribute='v') }} {{ nums|min }} {{ words|max }} {{ "
              "nums|first }} {{ nums|last }} {{ nums|length }} {{ nums|reverse|list }}",
              "5 3 -4 c 3 -4 5 [-4, 3, 2, 1, 3]"},
             {"{{ {'b': 1, 'A': 2}|dictsort }} {{ {'b': 1, 'a': 2}|dictsort(by='value') }} {{ "
              "{'a': 1}|items|list }} {{ 'abc'|list }} {{ 'abc'|last }}",
              "[('A', 2), ('b', 1)] [('b', 1), ('a', 2)] [('a', 1)] ['a', 'b', 'c'] c"},
             {"{{ []|first is defined }} {{ words|join }} {{ words|count }} {{ "
              "mixed|select|list|length }} {{ 'abc'|reverse }}",
              "False bAca 4 5 cba"}});
  ExpectErrors({{"{{ mixed|sort }}", "no order"},
                {"{{ i|length }}", "no len()"},
                {"{{ words|map }}", "requires"},
                {"{{ s|nofilter }}", "no filter named 'nofilter'"}});
}

TEST(TemplateTest, ToJson) {
  ExpectAll({{"{{ mixed|tojson }}", R"([1, "x", null, 2.5, true, [1, "q"], {}])"},
             {"{{ {'a': [1, {}], 'b': {'c': none}}|tojson(indent=2) }}",
              "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": null\n  }\n}"},
             {"{{ 'é\\n\\\"<\\x01😀'|tojson }} {{ 'é😀'|tojson(ensure_ascii=true) }}",
              "\"é\\n\\\"<\\u0001😀\" \"\\u00e9\\ud83d\\ude00\""},
             {"{{ {'b': 1, 'a': (1, 2)}|tojson(separators=(',', ':'), sort_keys=true) }} {{ {1: "
              "2.0, none: 1}|tojson }}",
              "{\"a\":[1,2],\"b\":1} {\"1\": 2.0, \"null\": 1}"}});
  ExpectErrors({{"{{ missing|tojson }}", "not JSON serializable"},
                {"{{ {(1, 2): 1}|tojson }}", "keys must be"}});
}

TEST(TemplateTest, Tests) {
  ExpectAll({{"{{ i is number }}{{ i is integer }}{{ t is integer }}{{ t is number }}{{ f is float "
              "}}{{ t is boolean }}",
              "TrueTrueFalseTrueTrueTrue"},
             {"{{ s is string }}{{ d is mapping }}{{ words is iterable }}{{ words is sequence }}{{ "
              "d is sequence }}{{ i is iterable }}",
              "TrueTrueTrueTrueTrueFalse"},
             {"{{ n is none }}{{ n is defined }}{{ missing is undefined }}{{ not missing is "
              "defined }}{{ t is true }}{{ 1 is true }}",
              "TrueTrueTrueTrueTrueFalse"},
             {"{{ i is odd }}{{ i is divisibleby 7 }}{{ i is eq 7 }}{{ i is in [7] }}{{ i is not "
              "in [7] }}{{ i is lt(8) }}{{ i is sameas i }}",
              "TrueTrueTrueTrueFalseTrueTrue"},
             {"{{ range is callable }}{{ 'upper' is filter }}{{ 'odd' is test }}{{ 'a' is lower "
              "}}{{ missing is string }}",
              "TrueTrueTrueTrueFalse"}});
  ExpectErrors(
      {{"{{ i is nosuch }}", "no test named"}, {"{{ i is defined is defined }}", "chained"}});
}

TEST(TemplateTest, ErrorsNameTheLine) {
  EXPECT_EQ(Render("a\nb\n{{ raise_exception('System role not supported') }}"),
            "error: template line 3: System role not supported");
  ExpectErrors({{"a\n{{ 1 +", "line 2"},
                {"{% if x %}", "expected 'endif'"},
                {"{% nosuch %}", "unknown tag 'nosuch'"},
                {"{{ (1 }}", "unexpected '}'"},
                {"{# x", "end of comment"},
                {"{% raw %}", "end of raw"},
                {"{{ 'a }}", "without an end"},
                {"{% include 'x' %}", "unknown tag"},
                {"{{ $ }}", "unexpected character"},
                {"{{ 99999999999999999999 }}", "64 bits"},
                {"{% for x in y recursive %}{% endfor %}", "recursive"},
                {"{{ x if }}", "unexpected"},
                {"{{ '\\ud800' }}", "no character"}});
  EXPECT_THAT(Render("\xff"), testing::HasSubstr("UTF-8"));
}

TEST(TemplateTest, BadContexts) {
  EXPECT_THAT(Render("x", Json::array()), testing::HasSubstr("not an object"));
  EXPECT_THAT(Render("x", Json{{"a", std::string("\xff")}}), testing::HasSubstr("UTF-8"));
  EXPECT_THAT(Render("x", Json{{"a", uint64_t{1} << 63}}), testing::HasSubstr("64 bits"));
  RenderOptions options;
  options.now = "yesterday";
  EXPECT_THAT(Render("x", Context(), options), testing::HasSubstr("is not a time"));
  Json deep = 1;
  for (int i = 0; i < 1000; ++i) deep = Json::array({std::move(deep)});
  EXPECT_THAT(Render("x", Json{{"a", std::move(deep)}}), testing::HasSubstr("too deeply"));
}

TEST(TemplateTest, ClockIsTheOnlyOne) {
  RenderOptions options;
  options.now = "2024-02-29";
  EXPECT_EQ(Render("{{ strftime_now('%F %a %U %W %u') }}", Json::object(), options),
            "2024-02-29 Thu 08 09 4");
}

}  // namespace
}  // namespace rbench
