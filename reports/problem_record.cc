#include "reports/problem_record.h"

#include <fmt/format.h>

#include "reports/attempt.h"

namespace rbench {
namespace {

void AppendMember(std::string_view key, std::string_view value, std::string& out) {
  out += fmt::format(",\"{}\":", key);
  AppendJsonString(value, out);
}

void AppendList(std::string_view key, const std::vector<std::string>& values, std::string& out) {
  out += fmt::format(",\"{}\":[", key);
  for (const std::string& value : values) {
    if (out.back() != '[') out += ',';
    AppendJsonString(value, out);
  }
  out += ']';
}

Status ReadText(JsonView line, std::string_view key, std::string& out) {
  const auto value = line[key].AsString();
  if (!value) return InvalidInput(fmt::format("\"{}\" is missing or is not a string", key));
  out = *value;
  return {};
}

void ReadList(JsonView line, std::string_view key, std::vector<std::string>& out) {
  line[key].ForEachElement([&](JsonView value) {
    if (const auto text = value.AsString()) out.emplace_back(*text);
  });
}

}  // namespace

void AppendProblemRecordJson(const ProblemRecord& record, std::string& out) {
  out += "{\"task\":";
  AppendJsonString(record.task, out);
  AppendMember("id", record.id, out);
  AppendList("aliases", record.aliases, out);
  AppendMember("question", record.question, out);
  if (!record.options.empty()) AppendList("options", record.options, out);
  AppendMember("gold", record.gold, out);
  AppendMember("prompt", record.prompt, out);
  AppendMember("prompt_sha256", record.prompt_sha256, out);
  out += fmt::format(",\"opens_think\":{},\"may_redistribute\":{}}}", record.opens_think,
                     record.may_redistribute);
}

Result<ProblemRecord> ProblemRecordFromJson(JsonView line) {
  ProblemRecord record;
  RBENCH_RETURN_IF_ERROR(ReadText(line, "task", record.task));
  RBENCH_RETURN_IF_ERROR(ReadText(line, "id", record.id));
  ReadList(line, "aliases", record.aliases);
  RBENCH_RETURN_IF_ERROR(ReadText(line, "question", record.question));
  ReadList(line, "options", record.options);
  RBENCH_RETURN_IF_ERROR(ReadText(line, "gold", record.gold));
  RBENCH_RETURN_IF_ERROR(ReadText(line, "prompt", record.prompt));
  RBENCH_RETURN_IF_ERROR(ReadText(line, "prompt_sha256", record.prompt_sha256));
  const auto opens_think = line["opens_think"].AsBool();
  if (!opens_think) return InvalidInput("\"opens_think\" is missing or is not true or false");
  record.opens_think = *opens_think;
  record.may_redistribute = line["may_redistribute"].AsBool().value_or(false);
  return record;
}

}  // namespace rbench
