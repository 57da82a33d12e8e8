#include "tasks/manifest.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "base/yaml.h"
#include "tasks/code/code_problem.h"
#include "tasks/code_options.h"
#include "tasks/prompt_variant.h"

namespace rbench {
namespace {

bool IsName(std::string_view name) {
  constexpr size_t kMaxName = 64;
  return !name.empty() && name.size() <= kMaxName &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Result<std::string> NameAt(const YamlNode& node) {
  RBENCH_ASSIGN_OR_RETURN(const std::string name, node.AsString());
  if (!IsName(name)) {
    return node.ErrorHere(fmt::format(
        "\"{}\" is not a name: lower-case letters, digits and _ only, at most 64", name));
  }
  return name;
}

template <typename T>
const T* FindByName(const std::vector<std::pair<std::string, T>>& rows, std::string_view name) {
  for (const auto& [key, value] : rows) {
    if (key == name) return &value;
  }
  return nullptr;
}

template <typename T>
std::vector<std::string> Names(const std::vector<std::pair<std::string, T>>& rows) {
  std::vector<std::string> names;
  for (const auto& [key, value] : rows) names.push_back(key);
  return names;
}

Result<std::vector<std::string>> StringsAt(const YamlNode& node) {
  std::vector<std::string> texts;
  if (node.kind() == YamlNode::Kind::kList) {
    RBENCH_ASSIGN_OR_RETURN(const std::vector<YamlNode> items, node.AsList());
    for (const YamlNode& item : items) {
      RBENCH_ASSIGN_OR_RETURN(std::string text, item.AsString());
      texts.push_back(std::move(text));
    }
    return texts;
  }
  RBENCH_ASSIGN_OR_RETURN(std::string text, node.AsString());
  texts.push_back(std::move(text));
  return texts;
}

// Options of checkers are typed by how they are written: true, 12, everything else a text.
Result<Json> JsonAt(const YamlNode& node) {
  if (node.kind() == YamlNode::Kind::kMap) {
    Json json = Json::object();
    RBENCH_ASSIGN_OR_RETURN(const auto members, node.AsMap());
    for (const auto& [key, value] : members) {
      RBENCH_ASSIGN_OR_RETURN(json[key], JsonAt(value));
    }
    return json;
  }
  if (node.kind() == YamlNode::Kind::kList) {
    Json json = Json::array();
    RBENCH_ASSIGN_OR_RETURN(const auto items, node.AsList());
    for (const YamlNode& item : items) {
      RBENCH_ASSIGN_OR_RETURN(Json value, JsonAt(item));
      json.push_back(std::move(value));
    }
    return json;
  }
  if (node.kind() == YamlNode::Kind::kNull) return Json();
  if (const auto flag = node.AsBool()) return Json(*flag);
  if (const auto number = node.AsInt()) return Json(*number);
  RBENCH_ASSIGN_OR_RETURN(std::string text, node.AsString());
  return Json(std::move(text));
}

Result<TextStep> StepAt(const YamlNode& node) {
  std::string name;
  std::vector<std::string> texts;
  if (node.kind() == YamlNode::Kind::kMap) {
    RBENCH_ASSIGN_OR_RETURN(const auto members, node.AsMap());
    if (members.size() != 1) return node.ErrorHere("a step is one name, or one name with its text");
    name = members[0].first;
    RBENCH_ASSIGN_OR_RETURN(texts, StringsAt(members[0].second));
  } else {
    RBENCH_ASSIGN_OR_RETURN(name, node.AsString());
  }
  int arguments = 0;
  const TextStep::Kind* kind = FindTextStep(name, &arguments);
  if (kind == nullptr) {
    return node.ErrorHere(
        fmt::format("unknown step \"{}\"{}", name, DidYouMean(name, TextStepNames())));
  }
  if (texts.size() != static_cast<size_t>(arguments)) {
    return node.ErrorHere(fmt::format("step {} takes {} texts", name, arguments));
  }
  if (std::any_of(texts.begin(), texts.end(), [](const std::string& t) { return t.empty(); })) {
    return node.ErrorHere(fmt::format("step {} needs a text that is not empty", name));
  }
  texts.resize(2);
  return TextStep{*kind, texts[0], texts[1]};
}

Result<std::vector<TextStep>> StepsOr(YamlMap& map, std::string_view key) {
  std::vector<TextStep> steps;
  RBENCH_ASSIGN_OR_RETURN(const auto node, map.NodeOr(key));
  if (!node) return steps;
  RBENCH_ASSIGN_OR_RETURN(const auto items, node->AsList());
  for (const YamlNode& item : items) {
    RBENCH_ASSIGN_OR_RETURN(TextStep step, StepAt(item));
    steps.push_back(std::move(step));
  }
  return steps;
}

Result<int> IntInRange(YamlMap& map, std::string_view key, int64_t fallback, int64_t low,
                       int64_t high) {
  RBENCH_ASSIGN_OR_RETURN(const int64_t value, map.IntOr(key, fallback));
  if (value < low || value > high) {
    RBENCH_ASSIGN_OR_RETURN(const YamlNode node, map.Node(key));
    return node.ErrorHere(
        fmt::format("{} must lie between {} and {}, not {}", key, low, high, value));
  }
  return static_cast<int>(value);
}

Result<std::optional<double>> DoubleInRange(YamlMap& map, std::string_view key, double low,
                                            double high) {
  if (!map.Has(key)) {
    RBENCH_ASSIGN_OR_RETURN(const double unused, map.DoubleOr(key, 0));
    static_cast<void>(unused);
    return std::optional<double>();
  }
  RBENCH_ASSIGN_OR_RETURN(const double value, map.Double(key));
  if (value < low || value > high) {
    RBENCH_ASSIGN_OR_RETURN(const YamlNode node, map.Node(key));
    return node.ErrorHere(
        fmt::format("{} must lie between {} and {}, not {}", key, low, high, value));
  }
  return std::optional<double>(value);
}

Result<std::optional<int>> OptionalInt(YamlMap& map, std::string_view key, int64_t low,
                                       int64_t high) {
  const bool present = map.Has(key);
  RBENCH_ASSIGN_OR_RETURN(const int value, IntInRange(map, key, low, low, high));
  return present ? std::optional<int>(value) : std::nullopt;
}

Result<TaskSampling> SamplingAt(const YamlNode& node) {
  constexpr int64_t kMaxTokens = 1 << 24;
  constexpr int64_t kMaxDraws = 1 << 20;
  TaskSampling sampling;
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(node));
  RBENCH_ASSIGN_OR_RETURN(sampling.temperature, DoubleInRange(map, "temperature", 0, 100));
  RBENCH_ASSIGN_OR_RETURN(sampling.top_p, DoubleInRange(map, "top_p", 1e-9, 1));
  RBENCH_ASSIGN_OR_RETURN(sampling.max_new_tokens,
                          OptionalInt(map, "max_new_tokens", 1, kMaxTokens));
  RBENCH_ASSIGN_OR_RETURN(sampling.draws, OptionalInt(map, "draws", 1, kMaxDraws));
  RBENCH_ASSIGN_OR_RETURN(sampling.stop, map.StringsOr("stop", {}));
  RBENCH_RETURN_IF_ERROR(map.Finish());
  return sampling;
}

Result<CheckerSpec> CheckerAt(const YamlNode& node) {
  CheckerSpec spec;
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(node));
  RBENCH_ASSIGN_OR_RETURN(spec.kind, map.String("kind"));
  RBENCH_ASSIGN_OR_RETURN(const auto options, map.NodeOr("options"));
  if (options) {
    if (options->kind() != YamlNode::Kind::kMap) return options->ErrorHere("options must be a map");
    RBENCH_ASSIGN_OR_RETURN(spec.options, JsonAt(*options));
  }
  RBENCH_ASSIGN_OR_RETURN(spec.extraction, map.StringsOr("extraction", {}));
  RBENCH_RETURN_IF_ERROR(map.Finish());
  const auto checker = MakeChecker(spec);
  if (!checker) return node.ErrorHere(checker.error().message);
  return spec;
}

Result<std::vector<std::pair<std::string, std::string>>> DerivedOr(YamlMap& map) {
  std::vector<std::pair<std::string, std::string>> derived;
  RBENCH_ASSIGN_OR_RETURN(const auto node, map.NodeOr("derived"));
  if (!node) return derived;
  RBENCH_ASSIGN_OR_RETURN(const auto members, node->AsMap());
  for (const auto& [name, pattern] : members) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, pattern.AsString());
    derived.emplace_back(name, std::move(text));
  }
  return derived;
}

Result<FieldLayout> LayoutAt(const YamlNode& node) {
  static const std::vector<std::string> kFormats = {"auto", "json", "jsonl", "csv", "tex_folder"};
  FieldLayout layout;
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(node));
  RBENCH_ASSIGN_OR_RETURN(layout.code, map.StringOr("code", ""));
  if (!layout.code.empty()) {
    if (FindCodeLayout(layout.code) == nullptr) {
      std::vector<std::string> known;
      for (const CodeLayout& one : CodeLayouts()) known.emplace_back(one.name);
      return node.ErrorHere(fmt::format("unknown code layout \"{}\" (known: {}){}", layout.code,
                                        fmt::join(known, ", "), DidYouMean(layout.code, known)));
    }
    for (const std::string& key : CodeOptionNames(layout.code)) {
      RBENCH_ASSIGN_OR_RETURN(const std::string value, map.StringOr(key, ""));
      if (value.empty()) continue;
      if (Status set = SetCodeOption(key, value, layout); !set)
        return node.ErrorHere(set.error().message);
    }
    RBENCH_RETURN_IF_ERROR(map.Finish());
    return layout;
  }
  RBENCH_ASSIGN_OR_RETURN(layout.format, map.StringOr("format", "auto"));
  RBENCH_ASSIGN_OR_RETURN(layout.columns, map.StringsOr("columns", {}));
  RBENCH_ASSIGN_OR_RETURN(const YamlNode question, map.Node("question"));
  RBENCH_ASSIGN_OR_RETURN(layout.question, StringsAt(question));
  RBENCH_ASSIGN_OR_RETURN(layout.gold, map.String("gold"));
  RBENCH_ASSIGN_OR_RETURN(layout.gold_steps, StepsOr(map, "gold_steps"));
  RBENCH_ASSIGN_OR_RETURN(layout.options, map.StringsOr("options", {}));
  RBENCH_ASSIGN_OR_RETURN(layout.strip_option_letters, map.BoolOr("strip_option_letters", false));
  RBENCH_ASSIGN_OR_RETURN(layout.reasoning, map.StringOr("reasoning", ""));
  RBENCH_ASSIGN_OR_RETURN(layout.reasoning_steps, StepsOr(map, "reasoning_steps"));
  RBENCH_ASSIGN_OR_RETURN(layout.aliases, map.StringsOr("aliases", {}));
  RBENCH_ASSIGN_OR_RETURN(layout.extra, map.StringsOr("extra", {}));
  RBENCH_ASSIGN_OR_RETURN(layout.derived, DerivedOr(map));
  RBENCH_RETURN_IF_ERROR(map.Finish());
  if (layout.question.empty()) return node.ErrorHere("question names no field");
  for (const auto& [name, pattern] : layout.derived) {
    if (std::find(layout.extra.begin(), layout.extra.end(), name) != layout.extra.end())
      return node.ErrorHere(fmt::format("\"{}\" is in extra and in derived", name));
  }
  if (std::find(kFormats.begin(), kFormats.end(), layout.format) == kFormats.end()) {
    return node.ErrorHere(fmt::format("unknown format \"{}\" (known: {}){}", layout.format,
                                      fmt::join(kFormats, ", "),
                                      DidYouMean(layout.format, kFormats)));
  }
  return layout;
}

bool IsSha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Data stays inside the data directory it was found in.
bool IsSafePath(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string_view::npos)
    return false;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

Status ReadPath(YamlMap& map, DataFile& file) {
  RBENCH_ASSIGN_OR_RETURN(file.path, map.String("path"));
  RBENCH_ASSIGN_OR_RETURN(file.sha256, map.StringsOr("sha256", {}));
  if (!IsSafePath(file.path)) {
    return map.node().ErrorHere(
        fmt::format("path \"{}\" must be relative and stay inside the data directory", file.path));
  }
  for (const std::string& hash : file.sha256) {
    if (!IsSha256(hash)) {
      return map.node().ErrorHere(
          fmt::format("\"{}\" is not a sha256 (64 lower-case digits)", hash));
    }
  }
  return {};
}

Status ReadCompanions(const YamlNode& node, DataFile& file) {
  RBENCH_ASSIGN_OR_RETURN(const auto items, node.AsList());
  for (const YamlNode& item : items) {
    DataFile companion;
    RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(item));
    RBENCH_RETURN_IF_ERROR(ReadPath(map, companion));
    RBENCH_RETURN_IF_ERROR(map.Finish());
    file.with.push_back(std::move(companion));
  }
  return {};
}

// How many files a layout of programming problems takes; rows may come from any number.
Status CheckFileCount(const YamlNode& node, const FieldLayout& layout, const DataFile& file) {
  const CodeLayout* code = FindCodeLayout(layout.code);
  const size_t count = 1 + file.with.size();
  if (!layout.release.empty() && count > 1)
    return node.ErrorHere("with: a release names its files itself");
  if (code == nullptr || code->files == 0 || code->files == count) return {};
  return node.ErrorHere(fmt::format("the layout {} takes {} files, not {}: name the others in with",
                                    layout.code, code->files, count));
}

Result<DataFile> DataFileAt(const YamlNode& node, const TaskDefinition& definition) {
  DataFile file;
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(node));
  RBENCH_RETURN_IF_ERROR(ReadPath(map, file));
  const std::string only = definition.layouts.size() == 1 ? definition.layouts[0].first : "default";
  RBENCH_ASSIGN_OR_RETURN(file.layout, map.StringOr("layout", only));
  RBENCH_ASSIGN_OR_RETURN(const auto with, map.NodeOr("with"));
  if (with) RBENCH_RETURN_IF_ERROR(ReadCompanions(*with, file));
  RBENCH_RETURN_IF_ERROR(map.Finish());
  const FieldLayout* layout = definition.FindLayout(file.layout);
  if (layout == nullptr) {
    return node.ErrorHere(fmt::format("unknown layout \"{}\"{}", file.layout,
                                      DidYouMean(file.layout, Names(definition.layouts))));
  }
  RBENCH_RETURN_IF_ERROR(CheckFileCount(node, *layout, file));
  return file;
}

Status ReadSplits(const YamlNode& node, TaskDefinition& definition) {
  RBENCH_ASSIGN_OR_RETURN(const auto splits, node.AsMap());
  for (const auto& [name, list] : splits) {
    std::vector<DataFile> files;
    RBENCH_ASSIGN_OR_RETURN(const auto items, list.AsList());
    for (const YamlNode& item : items) {
      RBENCH_ASSIGN_OR_RETURN(DataFile file, DataFileAt(item, definition));
      files.push_back(std::move(file));
    }
    if (files.empty()) return list.ErrorHere(fmt::format("split \"{}\" lists no file", name));
    definition.splits.emplace_back(name, std::move(files));
  }
  return {};
}

Result<SkipRule> SkipRuleAt(const YamlNode& node) {
  SkipRule rule;
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(node));
  RBENCH_ASSIGN_OR_RETURN(rule.reason, map.String("reason"));
  RBENCH_ASSIGN_OR_RETURN(rule.field, map.String("field"));
  RBENCH_ASSIGN_OR_RETURN(rule.unless, map.StringsOr("unless", {}));
  RBENCH_RETURN_IF_ERROR(map.Finish());
  return rule;
}

Status ReadData(const YamlNode& node, TaskDefinition& definition) {
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(node));
  RBENCH_ASSIGN_OR_RETURN(const YamlNode layouts, map.Node("layouts"));
  RBENCH_ASSIGN_OR_RETURN(const auto layout_members, layouts.AsMap());
  for (const auto& [name, layout_node] : layout_members) {
    RBENCH_ASSIGN_OR_RETURN(FieldLayout layout, LayoutAt(layout_node));
    definition.layouts.emplace_back(name, std::move(layout));
  }
  RBENCH_ASSIGN_OR_RETURN(const YamlNode splits, map.Node("splits"));
  RBENCH_RETURN_IF_ERROR(ReadSplits(splits, definition));
  RBENCH_ASSIGN_OR_RETURN(const auto skip, map.NodeOr("skip"));
  if (skip) {
    RBENCH_ASSIGN_OR_RETURN(const auto items, skip->AsList());
    for (const YamlNode& item : items) {
      RBENCH_ASSIGN_OR_RETURN(SkipRule rule, SkipRuleAt(item));
      definition.skip.push_back(std::move(rule));
    }
  }
  RBENCH_ASSIGN_OR_RETURN(definition.problems_split, map.String("problems"));
  RBENCH_ASSIGN_OR_RETURN(definition.shots_split, map.StringOr("shots", ""));
  RBENCH_RETURN_IF_ERROR(map.Finish());
  if (definition.problems_split.empty()) return node.ErrorHere("problems names no split");
  for (const std::string& split : {definition.problems_split, definition.shots_split}) {
    if (split.empty() || definition.FindSplit(split) != nullptr) continue;
    return node.ErrorHere(
        fmt::format("unknown split \"{}\"{}", split, DidYouMean(split, Names(definition.splits))));
  }
  return {};
}

Status ReadSubsets(const YamlNode& node, TaskDefinition& definition) {
  RBENCH_ASSIGN_OR_RETURN(const auto subsets, node.AsMap());
  for (const auto& [name, conditions_node] : subsets) {
    if (!IsName(name))
      return conditions_node.ErrorHere(fmt::format("\"{}\" is not a subset name", name));
    SubsetConditions conditions;
    RBENCH_ASSIGN_OR_RETURN(const auto members, conditions_node.AsMap());
    for (const auto& [field, values] : members) {
      RBENCH_ASSIGN_OR_RETURN(std::vector<std::string> allowed, StringsAt(values));
      conditions.emplace_back(field, std::move(allowed));
    }
    definition.subsets.emplace_back(name, std::move(conditions));
  }
  return {};
}

Status ReadHead(YamlMap& map, Manifest& manifest) {
  RBENCH_ASSIGN_OR_RETURN(const YamlNode name, map.Node("name"));
  RBENCH_ASSIGN_OR_RETURN(manifest.name, NameAt(name));
  RBENCH_ASSIGN_OR_RETURN(manifest.version, IntInRange(map, "version", 1, 1, 1000000));
  RBENCH_ASSIGN_OR_RETURN(manifest.description, map.StringOr("description", ""));
  RBENCH_ASSIGN_OR_RETURN(manifest.source, map.StringOr("source", ""));
  RBENCH_ASSIGN_OR_RETURN(manifest.licence, map.StringOr("licence", ""));
  RBENCH_ASSIGN_OR_RETURN(manifest.may_redistribute, map.BoolOr("may_redistribute", false));
  RBENCH_ASSIGN_OR_RETURN(manifest.prompt, map.StringOr("prompt", "direct"));
  const std::vector<std::string> variants = PromptVariantNames();
  if (std::find(variants.begin(), variants.end(), manifest.prompt) == variants.end()) {
    return map.node().ErrorHere(fmt::format("unknown prompt \"{}\" (known: {}){}", manifest.prompt,
                                            fmt::join(variants, ", "),
                                            DidYouMean(manifest.prompt, variants)));
  }
  RBENCH_ASSIGN_OR_RETURN(manifest.fewshot, IntInRange(map, "fewshot", 0, 0, 100));
  RBENCH_ASSIGN_OR_RETURN(manifest.r1_draws, IntInRange(map, "r1_draws", 0, 0, 1 << 20));
  RBENCH_ASSIGN_OR_RETURN(manifest.metrics, map.StringsOr("metrics", {"pass@1"}));
  RBENCH_ASSIGN_OR_RETURN(const YamlNode checker, map.Node("checker"));
  RBENCH_ASSIGN_OR_RETURN(manifest.checker, CheckerAt(checker));
  RBENCH_ASSIGN_OR_RETURN(const auto sampling, map.NodeOr("sampling"));
  if (sampling) {
    RBENCH_ASSIGN_OR_RETURN(manifest.sampling, SamplingAt(*sampling));
  }
  return {};
}

}  // namespace

const std::vector<DataFile>* TaskDefinition::FindSplit(std::string_view name) const {
  return FindByName(splits, name);
}
const FieldLayout* TaskDefinition::FindLayout(std::string_view name) const {
  return FindByName(layouts, name);
}
const SubsetConditions* TaskDefinition::FindSubset(std::string_view name) const {
  return FindByName(subsets, name);
}

Result<TaskDefinition> ParseManifest(std::string_view yaml, std::string_view where) {
  TaskDefinition definition;
  RBENCH_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(yaml, where));
  RBENCH_ASSIGN_OR_RETURN(YamlMap map, YamlMap::From(root));
  RBENCH_RETURN_IF_ERROR(ReadHead(map, definition.manifest));
  RBENCH_ASSIGN_OR_RETURN(const std::string kind, map.StringOr("kind", "file"));
  if (kind == "generated") {
    RBENCH_ASSIGN_OR_RETURN(const YamlNode suite, map.Node("suite"));
    RBENCH_ASSIGN_OR_RETURN(definition.suite, NameAt(suite));
  } else if (kind == "file") {
    RBENCH_ASSIGN_OR_RETURN(const YamlNode data, map.Node("data"));
    RBENCH_RETURN_IF_ERROR(ReadData(data, definition));
  } else {
    return root.ErrorHere(fmt::format("unknown kind \"{}\" (file or generated)", kind));
  }
  RBENCH_ASSIGN_OR_RETURN(const auto subsets, map.NodeOr("subsets"));
  if (subsets) {
    RBENCH_RETURN_IF_ERROR(ReadSubsets(*subsets, definition));
  }
  RBENCH_RETURN_IF_ERROR(map.Finish());
  if (definition.manifest.fewshot > 0 && kind == "file" && definition.shots_split.empty()) {
    return root.ErrorHere("fewshot needs data.shots: the split that the shots come from");
  }
  return definition;
}

}  // namespace rbench
