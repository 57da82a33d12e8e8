#include "base/yaml.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

using Kind = YamlNode::Kind;

YamlNode MustParse(std::string_view text) {
  Result<YamlNode> node = ParseYaml(text, "f.yaml");
  EXPECT_TRUE(node) << text << ": " << (node ? "" : node.error().message);
  return node ? *std::move(node) : *ParseYaml("", "f.yaml");
}

std::string ErrorOf(std::string_view text) {
  const Result<YamlNode> node = ParseYaml(text, "f.yaml");
  return node ? "parsed" : node.error().message;
}

template <typename T>
std::string MessageOf(const Result<T>& result) {
  return result ? "no error" : result.error().message;
}

YamlMap MustMap(std::string_view text) { return YamlMap::From(MustParse(text)).value(); }

TEST(Yaml, ReadsATree) {
  const YamlNode root = MustParse("name: x\nlist:\n  - 1\n  - [a, 'b']\nmap: {k: v}\nnone:\n");
  EXPECT_EQ(root.kind(), Kind::kMap);
  const auto members = root.AsMap().value();
  ASSERT_EQ(members.size(), 4u);
  EXPECT_EQ(members[0].first, "name");
  EXPECT_EQ(members[0].second.AsString().value(), "x");
  const auto list = members[1].second.AsList().value();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].AsInt().value(), 1);
  EXPECT_EQ(list[1].line(), 4);
  EXPECT_EQ(list[1].AsList().value()[1].AsString().value(), "b");
  EXPECT_FALSE(list[1].AsList().value()[1].IsPlainScalar());
  EXPECT_EQ(members[3].second.kind(), Kind::kNull);
  EXPECT_EQ(MustParse("").kind(), Kind::kNull);
  EXPECT_EQ(MustParse("# only a comment\n").kind(), Kind::kNull);
  EXPECT_EQ(MustParse("---\na: 1\n").kind(), Kind::kMap);
  EXPECT_EQ(MustParse("text: |\n  two\n  lines\n").AsMap().value()[0].second.AsString().value(),
            "two\nlines\n");
}

TEST(Yaml, ScalarsAreTypedByTheReader) {
  struct Row {
    const char* text;
    const char* as_int;
    const char* as_double;
    const char* as_bool;
  };
  const std::string no;
  const std::vector<Row> rows = {
      {"17", "17", "17", ""},
      {"017", "17", "17", ""},
      {"+5", "5", "5", ""},
      {"-5", "-5", "-5", ""},
      {"1e3", "", "1000", ""},
      {"0x10", "", "", ""},
      {"1_000", "", "", ""},
      {"1.50", "", "1.5", ""},
      {".5", "", "0.5", ""},
      {"5.", "", "5", ""},
      {".", "", "", ""},
      {"1e", "", "", ""},
      {".inf", "", "", ""},
      {"nan", "", "", ""},
      {"inf", "", "", ""},
      {"1e999", "", "", ""},
      {"no", "", "", ""},
      {"yes", "", "", ""},
      {"true", "", "", "true"},
      {"false", "", "", "false"},
      {"True", "", "", ""},
      {"'17'", "", "", ""},
      {"\"true\"", "", "", ""},
      {"+-5", "", "", ""},
      {"9223372036854775807", "9223372036854775807", "9.2233720368547758e+18", ""},
      {"9223372036854775808", "", "9.2233720368547758e+18", ""},
      {"-9223372036854775808", "-9223372036854775808", "-9.2233720368547758e+18", ""},
      {"1 2", "", "", ""},
      {"abc", "", "", ""},
  };
  for (const Row& row : rows) {
    const YamlNode node = MustParse(row.text);
    const auto integer = node.AsInt();
    EXPECT_EQ(integer ? std::to_string(*integer) : "", row.as_int) << row.text;
    const auto number = node.AsDouble();
    EXPECT_EQ(number ? fmt::format("{:.17g}", *number) : "", row.as_double) << row.text;
    const auto truth = node.AsBool();
    EXPECT_EQ(truth ? (*truth ? "true" : "false") : "", row.as_bool) << row.text;
    EXPECT_TRUE(node.AsString()) << row.text;
  }
  EXPECT_EQ(MustParse("no").AsString().value(), "no");
  EXPECT_EQ(MustParse("017").AsString().value(), "017");
  EXPECT_EQ(MessageOf(MustParse("a: 1\nb: x").AsMap().value()[1].second.AsInt()),
            "f.yaml:2: expected an integer, found \"x\"");
  EXPECT_EQ(MessageOf(MustParse("~").AsString()), "f.yaml:1: expected a text, found nothing");
  EXPECT_EQ(MessageOf(MustParse("[1]").AsBool()), "f.yaml:1: expected true or false, found a list");
}

TEST(Yaml, RefusesWhatIsNotPlainConfiguration) {
  EXPECT_EQ(ErrorOf("a: 1\nb: &x 2\n"), "f.yaml:2: anchors are not allowed");
  EXPECT_EQ(ErrorOf("a: &x [1]\nb: *x\n"), "f.yaml:1: anchors are not allowed");
  EXPECT_EQ(ErrorOf("a: &a [*a]\n"), "f.yaml:1: anchors are not allowed");
  EXPECT_EQ(ErrorOf("a: !!str 5\n"), "f.yaml:1: tags are not allowed");
  EXPECT_EQ(ErrorOf("a: !mine {}\n"), "f.yaml:1: tags are not allowed");
  EXPECT_EQ(ErrorOf("a: 1\n---\nb: 2\n"), "f.yaml:2: a second document is not allowed");
  EXPECT_EQ(ErrorOf("a: 1\nb: 2\na: 3\n"), "f.yaml:3: duplicate key \"a\"");
  EXPECT_EQ(ErrorOf("m: {x: 1, 'x': 2}\n"), "f.yaml:1: duplicate key \"x\"");
  EXPECT_NE(ErrorOf("a: *nothing\n"), "parsed");
  EXPECT_EQ(ErrorOf("a: 1\nb: 'x\nc: 2\n"), "f.yaml:2: the quoted text has no end");
  EXPECT_EQ(ErrorOf("b: \"x\\\"\n"), "f.yaml:1: the quoted text has no end");
  EXPECT_EQ(ErrorOf("\xEF\xBB\xBF'\xC3\xA9': 'it''s'\r\nb: \"q\\\"\"\r\n"), "parsed");
  EXPECT_EQ(ErrorOf("a: ! 'x'\n"), "f.yaml:1: tags are not allowed");
  EXPECT_NE(ErrorOf("? [1]\n: 2\n").find("a key must be a word"), std::string::npos);
  EXPECT_NE(ErrorOf("~: 2\n").find("a key must be a word"), std::string::npos);
  EXPECT_EQ(ErrorOf("a: \xff\n"), "f.yaml:1: not UTF-8 text");
  EXPECT_EQ(ErrorOf(std::string_view("a: \0", 4)), "f.yaml:1: not UTF-8 text");
  for (const char* text :
       {"a: [1\n", "a: 'x\n", "\t- x\n", "a: b: c\n", "{", "a:\n - b\n c: d\n", "@x"}) {
    EXPECT_EQ(ErrorOf(text).rfind("f.yaml:", 0), 0u) << text << ErrorOf(text);
  }
}

TEST(Yaml, IsBounded) {
  EXPECT_EQ(ErrorOf(std::string(64, '[') + std::string(64, ']')), "parsed");
  EXPECT_EQ(ErrorOf(std::string(65, '[') + std::string(65, ']')),
            "f.yaml:1: nested deeper than 64 levels");
  EXPECT_NE(ErrorOf(std::string(200000, '[')), "parsed");
  EXPECT_NE(ErrorOf(std::string(200000, '{')), "parsed");
  std::string block;
  for (int i = 0; i < 400; ++i) block += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  EXPECT_NE(ErrorOf(block).find("nested deeper"), std::string::npos);
  std::string wide = "[";
  for (int i = 0; i < 100001; ++i) wide += "1,";
  EXPECT_EQ(ErrorOf(wide + "]"), "f.yaml:1: more than 100000 nodes");
  EXPECT_EQ(ErrorOf(std::string((1 << 20) + 1, ' ')), "f.yaml:1: larger than 1048576 bytes");
}

TEST(YamlMap, ReadsKeysAndDefaults) {
  YamlMap map =
      MustMap("name: x\nn: 3\nt: 0.5\non: true\none: solo\nmany: [a, 'b']\nsub: {k: 1}\nempty:\n");
  EXPECT_TRUE(map.Has("name"));
  EXPECT_FALSE(map.Has("absent"));
  EXPECT_EQ(map.String("name").value(), "x");
  EXPECT_EQ(map.Int("n").value(), 3);
  EXPECT_EQ(map.Double("n").value(), 3.0);
  EXPECT_EQ(map.Double("t").value(), 0.5);
  EXPECT_EQ(map.Bool("on").value(), true);
  EXPECT_EQ(map.StringOr("other", "d").value(), "d");
  EXPECT_EQ(map.IntOr("other", 9).value(), 9);
  EXPECT_EQ(map.DoubleOr("other", 0.25).value(), 0.25);
  EXPECT_EQ(map.BoolOr("other", true).value(), true);
  EXPECT_EQ(map.IntOr("n", 9).value(), 3);
  EXPECT_EQ(map.StringsOr("one", {}).value(), std::vector<std::string>{"solo"});
  EXPECT_EQ(map.StringsOr("many", {}).value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(map.StringsOr("other", {"d"}).value(), std::vector<std::string>{"d"});
  EXPECT_FALSE(map.NodeOr("other")->has_value());
  EXPECT_EQ(map.Node("sub")->kind(), Kind::kMap);
  EXPECT_FALSE(map.Finish().has_value());
  EXPECT_EQ(map.NodeOr("empty").value()->kind(), Kind::kNull);
  EXPECT_TRUE(map.Finish());
}

TEST(YamlMap, ErrorsNameKeyLineAndRemedy) {
  YamlMap map = MustMap("name: x\nsmaples: 3\nn: many\n");
  EXPECT_EQ(MessageOf(map.Int("n")), "f.yaml:3: n: expected an integer, found \"many\"");
  EXPECT_EQ(MessageOf(map.IntOr("n", 1)), "f.yaml:3: n: expected an integer, found \"many\"");
  EXPECT_EQ(MessageOf(map.String("prompt")), "f.yaml:1: missing key \"prompt\"");
  EXPECT_TRUE(map.IntOr("samples", 1));
  EXPECT_TRUE(map.String("name"));
  EXPECT_EQ(MessageOf(map.Finish()),
            "f.yaml:2: unknown key \"smaples\" (did you mean \"samples\"?)");
  EXPECT_EQ(MessageOf(YamlMap::From(MustParse("[1]"))), "f.yaml:1: expected a map, found a list");
}

TEST(YamlMap, AnUnknownKeyIsToldAtItsOwnLine) {
  const YamlMap map = MustMap("\nouter:\n  inner: 1\n");
  EXPECT_EQ(MessageOf(map.Finish()), "f.yaml:2: unknown key \"outer\"");
}

TEST(Yaml, ReadsAFile) {
  const TempFolder folder;
  const std::string path = folder.File("x.yaml");
  ASSERT_TRUE(WriteFileAtomic(path, "a: 1\na: 2\n"));
  EXPECT_EQ(MessageOf(ReadYamlFile(path)), path + ":2: duplicate key \"a\"");
  EXPECT_EQ(ReadYamlFile(folder.File("absent")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rbench
