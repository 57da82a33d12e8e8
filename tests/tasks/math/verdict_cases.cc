#include "tests/tasks/math/verdict_cases.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/utf8.h"

namespace rbench {

std::vector<VerdictCase> ReadVerdictCases(const std::string& path) {
  std::vector<VerdictCase> cases;
  const auto text = ReadFile(path);
  if (!text) {
    ADD_FAILURE() << text.error().message;
    return cases;
  }
  std::string_view rest = *text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const auto row = ParseJson(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!row) {
      ADD_FAILURE() << path << " after " << cases.size() << " cases: " << row.error().message;
      break;
    }
    VerdictCase one;
    one.id = row->at("id").get<std::string>();
    one.name = row->value("name", "");
    one.stratum = row->value("stratum", "");
    one.gold = row->at("gold").get<std::string>();
    one.answer = row->at("answer").get<std::string>();
    one.question = row->value("question", "");
    one.expect = row->at("expect").get<std::string>();
    one.why = row->value("why", "");
    one.mode = GradeModeFromName(row->at("mode").get<std::string>()).value();
    if (row->contains("policy")) one.policy = (*row)["policy"];
    cases.push_back(std::move(one));
  }
  return cases;
}

Verdict CaseGrader::Grade(const VerdictCase& row) {
  const std::string key = DumpJson(row.policy);
  auto found = std::find_if(checkers_.begin(), checkers_.end(),
                            [&](const auto& entry) { return entry.first == key; });
  if (found == checkers_.end()) {
    GradingTools tools;
    tools.prover = prover_;
    auto checker = MakeChecker({"math", row.policy, {}}, tools);
    checkers_.emplace_back(key, std::move(checker).value());
    found = checkers_.end() - 1;
  }
  Problem problem;
  problem.gold = row.gold;
  problem.question = row.question;
  return found->second->Grade(problem, {row.answer, false, row.mode});
}

std::string LogLine(const VerdictCase& row, const Verdict& verdict) {
  return fmt::format("{} {} {} {} {}\n", row.id, OutcomeName(verdict.outcome), verdict.reason,
                     verdict.rule, EscapeForTerminal(verdict.extracted));
}

}  // namespace rbench
