#include "tasks/code/python_assert.h"

#include <string>

#include <gtest/gtest.h>

#include "tasks/code/python_repr.h"
#include "tasks/code/python_statements.h"

namespace rbench {
namespace {

std::string Written(const AssertCall& call) {
  std::string out = call.callee + "(";
  for (const Value& value : call.arguments.positional) out += PythonRepr(value) + ";";
  for (const auto& [name, value] : call.arguments.named)
    out += name + "=" + PythonRepr(value) + ";";
  out += std::string(") ") + AssertRelationName(call.relation);
  if (!call.expected.IsNone() || call.relation == AssertRelation::kEqual) {
    out += " " + PythonRepr(call.expected);
  }
  return out;
}

std::string Parse(std::string_view text) {
  const Result<AssertCall> call = ParseAssert(text);
  return call ? Written(*call) : "error";
}

TEST(PythonAssert, Table) {
  const struct {
    const char* text;
    const char* want;
  } cases[] = {
      {"assert f(1, 'a') == [2]", "f(1;'a';) equal [2]"},
      {"assert f() == None", "f() equal None"},
      {"assert f(1) == 2, \"message\"", "f(1;) equal 2"},
      {"assert f(1) == 2, f'{x}'", "f(1;) equal 2"},
      {"assert f(x = 1, y=[2]) == (3, 4)", "f(x=1;y=[2];) equal (3, 4)"},
      {"assert f(1) is True", "f(1;) is True"},
      {"assert f(1) is None", "f(1;) is"},
      {"assert f(1)", "f(1;) truthy"},
      {"assert not f(1)", "f(1;) falsy"},
      {"assert (f(1) == 2)", "f(1;) equal 2"},
      {"assert (f(1)) == 2", "f(1;) equal 2"},
      {"assert(f(1)==2)", "f(1;) equal 2"},
      {"assert not (f(1))", "f(1;) falsy"},
      {"assert my.object.f(1) == 2", "my.object.f(1;) equal 2"},
      {"assert f(\n  1,\n) == [\n 2 ]", "f(1;) equal [2]"},
      {"assert f(1) == -1.5e3", "f(1;) equal -1500.0"},
      {"assert f(1) == 'a' 'b'", "f(1;) equal 'ab'"},
      // The interpreter's business.
      {"assert f(1) == 1 + 2", "error"},
      {"assert f(1) == [1, 2][0]", "error"},
      {"assert f(1) == 2 == 2", "error"},
      {"assert f(1) == 2 or True", "error"},
      {"assert f(1) == 2 if y else 3", "error"},
      {"assert f(1) != 2", "error"},
      {"assert f(1) < 2", "error"},
      {"assert f(1) is 2", "error"},
      {"assert f(1) is not None", "error"},
      {"assert not f(1) == 2", "error"},
      {"assert not (f(1) == 2)", "error"},
      {"assert f(x) == 2", "error"},
      {"assert f(g(1)) == 2", "error"},
      {"assert f(1)[0] == 2", "error"},
      {"assert f(1).x == 2", "error"},
      {"assert f(1) == y", "error"},
      {"assert f(1) == 'a'.upper()", "error"},
      {"assert f(1) == 'a' % 1", "error"},
      {"assert f(*[1]) == 2", "error"},
      {"assert 2 == f(1)", "error"},
      {"assert f == 2", "error"},
      {"assert abs(f(1) - 2) < 1e-6", "error"},
      {"assert f(1) == 2; f = 3", "error"},
      {"assert", "error"},
      {"f(1) == 2", "error"},
      {"assertf(1) == 2", "error"},
      {"assert f(1", "error"},
      {"assert (f(1) == 2", "error"},
      {"assert f(1) == [2", "error"},
  };
  for (const auto& c : cases) EXPECT_EQ(Parse(c.text), c.want) << c.text;
  EXPECT_EQ(Parse("assert " + std::string(100'000, '(') + "f()"), "error");
}

TEST(PythonAssert, RelationsHold) {
  const Value one = Value::Int(1);
  const Value yes = Value::Bool(true);
  EXPECT_TRUE(RelationHolds(AssertRelation::kEqual, one, yes));
  EXPECT_FALSE(RelationHolds(AssertRelation::kIs, one, yes));
  EXPECT_TRUE(RelationHolds(AssertRelation::kIs, yes, yes));
  EXPECT_TRUE(RelationHolds(AssertRelation::kTruthy, one, Value()));
  EXPECT_FALSE(RelationHolds(AssertRelation::kFalsy, one, Value()));
  EXPECT_TRUE(RelationHolds(AssertRelation::kFalsy, Value::Str(""), Value()));
}

std::string Check(std::string_view source) {
  const Result<std::vector<AssertCall>> calls = ParseCheckFunction(source);
  if (!calls) return "error: " + calls.error().message;
  std::string out;
  for (const AssertCall& call : *calls) out += Written(call) + "\n";
  return out;
}

TEST(CheckFunction, OnlyLiteralAsserts) {
  EXPECT_EQ(Check("\n\nMETADATA = {\n    'author': 'x',\n}\n\n\ndef check(candidate):\n"
                  "    # first\n    assert candidate(1) == 2\n\n    assert True, \"always\"\n"
                  "    assert candidate(\n        '#') == '''a\n  b'''  # why\n    pass\n"),
            "candidate(1;) equal 2\ncandidate('#';) equal 'a\\n  b'\n");
  EXPECT_EQ(Check("def check(f):\n\tassert f(1) == 2; assert f(2) == 3\n"),
            "f(1;) equal 2\nf(2;) equal 3\n");
}

TEST(CheckFunction, AnythingElseIsTheInterpreters) {
  for (const char* body : {
           "    for i in range(3):\n        assert candidate(i) == i\n",
           "    x = 3\n    assert candidate(x) == 2\n",
           "    assert candidate(1) == 2\n    import math\n",
           "    assert other(1) == 2\n",
           "    assert candidate(1) == 2\n    if True:\n        pass\n",
           "    assert candidate(1) == 2\n        assert candidate(1) == 2\n",
           "    assert False\n",
           "    assert True == False\n",
           "    pass\n",
           "    return\n    assert candidate(1) == 2\n",
           "    assert candidate(1) == 2\nassert False\n",
           "    assert candidate(1) == 2\ncheck = None\nraise ValueError\n",
           "    assert candidate('a) == 2\n",
       }) {
    EXPECT_TRUE(Check(std::string("def check(candidate):\n") + body).starts_with("error")) << body;
  }
  EXPECT_TRUE(Check("").starts_with("error"));
  EXPECT_TRUE(
      Check("def check(candidate, x):\n    assert candidate(1) == 2\n").starts_with("error"));
  EXPECT_TRUE(Check("def check(candidate): assert candidate(1) == 2\n").starts_with("error"));
  EXPECT_TRUE(Check("def check(f):\n    assert f(1) == 2\ndef check(f):\n    assert f(1) == 3\n")
                  .starts_with("error"));
}

TEST(AssertScript, DeepSeeksLayout) {
  const Result<std::vector<AssertCall>> calls = ParseAssertScript(
      "\nmy_solution = Solution()\n\ntest_input = { \"a\": 1, \"b\": [2] }\n"
      "assert my_solution.f(**test_input) == 3\n\ntest_input = { \"a\": 4, \"b\": [] }\n"
      "assert my_solution.f(**test_input) == 5\n");
  ASSERT_TRUE(calls) << calls.error().message;
  ASSERT_EQ(calls->size(), 2u);
  EXPECT_EQ(Written((*calls)[0]), "my_solution.f(a=1;b=[2];) equal 3");
  EXPECT_EQ(Written((*calls)[1]), "my_solution.f(a=4;b=[];) equal 5");
  EXPECT_FALSE(ParseAssertScript("x = f()\ny = g(1)\n"));
  EXPECT_FALSE(ParseAssertScript("assert s.f(**t) == 3\n"));
  EXPECT_FALSE(ParseAssertScript("import os\n"));
  EXPECT_FALSE(ParseAssertScript(""));
}

// One dict, unpacked in many calls, must not become gigabytes.
TEST(AssertScript, UnpackedValuesAreCharged) {
  std::string script = "t = {'a': [";
  for (int i = 0; i < 100'000; ++i) script += "1,";
  script += "]}\n";
  for (int i = 0; i < 1000; ++i) script += "assert s.f(**t) == 1\n";
  const Result<std::vector<AssertCall>> calls = ParseAssertScript(script);
  ASSERT_FALSE(calls);
  EXPECT_EQ(calls.error().code, ErrorCode::kResourceExhausted);
}

std::string Split(std::string_view source) {
  const Result<std::vector<PythonStatement>> statements = SplitPythonStatements(source);
  if (!statements) return "error";
  std::string out;
  for (const PythonStatement& s : *statements) {
    out +=
        std::to_string(s.line) + "/" + std::to_string(s.indent) + "<" + std::string(s.text) + ">";
  }
  return out;
}

TEST(PythonStatements, LogicalLines) {
  EXPECT_EQ(Split("a = 1\n  b\n\tc\n \td"), "1/0<a = 1>2/2<b>3/8<c>4/8<d>");
  EXPECT_EQ(Split("a; b;\nc"), "1/0<a>1/0<b>2/0<c>");
  EXPECT_EQ(Split("a # b; c\n# d\n\n   # e\nf"), "1/0<a>5/0<f>");
  EXPECT_EQ(Split("a(\n1, # x)\n2)\nb"), "1/0<a(\n1, # x)\n2)>4/0<b>");
  EXPECT_EQ(Split("a = 'x#;(' + \"y\\\"z\"\nb"), "1/0<a = 'x#;(' + \"y\\\"z\">2/0<b>");
  EXPECT_EQ(Split("a = '''x\n  y # (\n''' ; b\nc"), "1/0<a = '''x\n  y # (\n'''>3/0<b>4/0<c>");
  EXPECT_EQ(Split("a = 1 + \\\n  2\nb"), "1/0<a = 1 + \\\n  2>3/0<b>");
  EXPECT_EQ(Split("a\r\nb\r\n"), "1/0<a>2/0<b>");
  EXPECT_EQ(Split("grab'x'"), "1/0<grab'x'>");
  EXPECT_EQ(Split(""), "");
  for (const char* text : {"a(", "a)", "'a\n'", "'''a", "a \\ b",
                           "["
                           "\n\n\n"}) {
    EXPECT_EQ(Split(text), "error") << text;
  }
  EXPECT_EQ(Split(std::string(1'000'000, '(')), "error");
}

}  // namespace
}  // namespace rbench
