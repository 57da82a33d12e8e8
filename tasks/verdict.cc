#include "tasks/verdict.h"

#include "base/check.h"

namespace rbench {
namespace {

struct OutcomeRow {
  Outcome outcome;
  const char* name;
};

constexpr OutcomeRow kOutcomes[] = {
    {Outcome::kCorrect, "correct"},    {Outcome::kWrong, "wrong"},
    {Outcome::kNoAnswer, "no_answer"}, {Outcome::kUndecided, "undecided"},
    {Outcome::kUngraded, "ungraded"},
};

}  // namespace

const char* OutcomeName(Outcome outcome) {
  for (const OutcomeRow& row : kOutcomes) {
    if (row.outcome == outcome) return row.name;
  }
  CheckFailed(__FILE__, __LINE__, "outcome without a name");
}

std::optional<Outcome> OutcomeFromName(std::string_view name) {
  for (const OutcomeRow& row : kOutcomes) {
    if (name == row.name) return row.outcome;
  }
  return std::nullopt;
}

Json VerdictToJson(const Verdict& verdict) {
  Json json = Json::object();
  json["outcome"] = OutcomeName(verdict.outcome);
  json["score"] = verdict.outcome == Outcome::kUngraded ? Json() : Json(verdict.score);
  json["extracted"] = verdict.extracted;
  if (verdict.span) json["span"] = Json::array({verdict.span->first, verdict.span->second});
  json["rule"] = verdict.rule;
  json["reason"] = verdict.reason;
  json["grader"] = verdict.grader;
  if (!verdict.tags.empty()) json["tags"] = verdict.tags;
  if (!verdict.detail.is_null()) json["detail"] = verdict.detail;
  return json;
}

}  // namespace rbench
