#include "reports/answer_classes.h"

#include <fmt/format.h>

#include "reports/attempt.h"

namespace rbench {
namespace {

Status ReadDraws(JsonView json, std::vector<int>& out) {
  bool good = json.kind() == JsonView::Kind::kArray;
  json.ForEachElement([&](JsonView draw) {
    const auto value = draw.AsInt();
    if (!value || *value < 0 || *value > INT32_MAX) {
      good = false;
    } else {
      out.push_back(static_cast<int>(*value));
    }
  });
  if (!good) return InvalidInput("draws are missing or are not a list of natural numbers");
  return {};
}

}  // namespace

void AppendAnswerClassesJson(const AnswerClasses& classes, std::string& out) {
  out += "{\"task\":";
  AppendJsonString(classes.task, out);
  out += ",\"problem\":";
  AppendJsonString(classes.problem, out);
  out += ",\"classes\":[";
  for (const AnswerClass& answers : classes.classes) {
    if (out.back() != '[') out += ',';
    out += "{\"answer\":";
    AppendJsonString(answers.answer, out);
    out += fmt::format(",\"correct\":{},\"draws\":[{}]}}", answers.correct,
                       fmt::join(answers.draws, ","));
  }
  out += fmt::format("],\"unparsed\":[{}],\"undecided_pairs\":{}}}",
                     fmt::join(classes.unparsed, ","), classes.undecided_pairs);
}

Result<AnswerClasses> AnswerClassesFromJson(JsonView line) {
  AnswerClasses result;
  const auto task = line["task"].AsString();
  const auto problem = line["problem"].AsString();
  if (!task || !problem) return InvalidInput("\"task\" or \"problem\" is missing");
  result.task = *task;
  result.problem = *problem;
  Status status;
  line["classes"].ForEachElement([&](JsonView json) {
    AnswerClass answers;
    answers.answer = std::string(json["answer"].AsString().value_or(""));
    answers.correct = json["correct"].AsBool().value_or(false);
    if (status) status = ReadDraws(json["draws"], answers.draws);
    result.classes.push_back(std::move(answers));
  });
  RBENCH_RETURN_IF_ERROR(status);
  RBENCH_RETURN_IF_ERROR(ReadDraws(line["unparsed"], result.unparsed));
  result.undecided_pairs = static_cast<int>(line["undecided_pairs"].AsInt().value_or(0));
  return result;
}

}  // namespace rbench
