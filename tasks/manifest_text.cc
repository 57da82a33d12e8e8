#include "tasks/code_options.h"
#include "tasks/manifest.h"

// YAML contains JSON, so the definition is written as indented JSON: nothing to escape twice, and
// one spelling only.

namespace rbench {
namespace {

Json StepsJson(const std::vector<TextStep>& steps) {
  Json json = Json::array();
  for (const TextStep& step : steps) {
    if (step.first.empty()) {
      json.push_back(TextStepName(step.kind));
    } else if (step.second.empty()) {
      json.push_back({{TextStepName(step.kind), step.first}});
    } else {
      json.push_back({{TextStepName(step.kind), Json::array({step.first, step.second})}});
    }
  }
  return json;
}

Json LayoutJson(const FieldLayout& layout) {
  if (!layout.code.empty()) {
    Json json = {{"code", layout.code}};
    for (auto& [key, value] : CodeOptions(layout)) json[key] = std::move(value);
    return json;
  }
  Json derived = Json::object();
  for (const auto& [name, pattern] : layout.derived) derived[name] = pattern;
  return {{"format", layout.format},
          {"columns", layout.columns},
          {"question", layout.question},
          {"gold", layout.gold},
          {"gold_steps", StepsJson(layout.gold_steps)},
          {"options", layout.options},
          {"strip_option_letters", layout.strip_option_letters},
          {"reasoning", layout.reasoning},
          {"reasoning_steps", StepsJson(layout.reasoning_steps)},
          {"aliases", layout.aliases},
          {"extra", layout.extra},
          {"derived", derived}};
}

Json SamplingJson(const TaskSampling& sampling) {
  Json json = Json::object();
  if (sampling.temperature) json["temperature"] = *sampling.temperature;
  if (sampling.top_p) json["top_p"] = *sampling.top_p;
  if (sampling.max_new_tokens) json["max_new_tokens"] = *sampling.max_new_tokens;
  if (sampling.draws) json["draws"] = *sampling.draws;
  if (!sampling.stop.empty()) json["stop"] = sampling.stop;
  return json;
}

Json DataJson(const TaskDefinition& definition) {
  Json data = Json::object();
  data["problems"] = definition.problems_split;
  data["shots"] = definition.shots_split;
  data["splits"] = Json::object();
  for (const auto& [name, files] : definition.splits) {
    Json list = Json::array();
    for (const DataFile& file : files) {
      Json json = {{"path", file.path}, {"sha256", file.sha256}, {"layout", file.layout}};
      for (const DataFile& one : file.with)
        json["with"].push_back({{"path", one.path}, {"sha256", one.sha256}});
      list.push_back(std::move(json));
    }
    data["splits"][name] = std::move(list);
  }
  data["layouts"] = Json::object();
  for (const auto& [name, layout] : definition.layouts) data["layouts"][name] = LayoutJson(layout);
  data["skip"] = Json::array();
  for (const SkipRule& rule : definition.skip) {
    data["skip"].push_back(
        {{"reason", rule.reason}, {"field", rule.field}, {"unless", rule.unless}});
  }
  return data;
}

}  // namespace

std::string ManifestText(const TaskDefinition& definition) {
  const Manifest& manifest = definition.manifest;
  Json json = Json::object();
  json["name"] = manifest.name;
  json["version"] = manifest.version;
  json["kind"] = definition.suite.empty() ? "file" : "generated";
  json["description"] = manifest.description;
  json["source"] = manifest.source;
  json["licence"] = manifest.licence;
  json["may_redistribute"] = manifest.may_redistribute;
  json["prompt"] = manifest.prompt;
  json["fewshot"] = manifest.fewshot;
  json["checker"] = {{"kind", manifest.checker.kind},
                     {"options", manifest.checker.options},
                     {"extraction", manifest.checker.extraction}};
  json["sampling"] = SamplingJson(manifest.sampling);
  json["metrics"] = manifest.metrics;
  json["r1_draws"] = manifest.r1_draws;
  if (!definition.suite.empty()) json["suite"] = definition.suite;
  if (definition.suite.empty()) json["data"] = DataJson(definition);
  json["subsets"] = Json::object();
  for (const auto& [name, conditions] : definition.subsets) {
    json["subsets"][name] = Json::object();
    for (const auto& [field, values] : conditions) json["subsets"][name][field] = values;
  }
  return DumpJsonPretty(json);
}

}  // namespace rbench
