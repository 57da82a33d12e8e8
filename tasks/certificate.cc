#include "tasks/certificate.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/embedded_file.h"
#include "base/jsonl.h"
#include "base/sha256.h"

namespace rbench {

// Made by cmake/embed.cmake from tasks/math/certificate/cases.jsonl and first_run.json.
const std::vector<EmbeddedFile>& CertificateFiles();

namespace {

std::string_view FileText(std::string_view name) {
  for (const EmbeddedFile& file : CertificateFiles()) {
    if (file.name == name) return file.text;
  }
  RBENCH_CHECK(false);
  return {};
}
std::string_view SuiteText() { return FileText("cases.jsonl"); }

// The counts of a stratum by their names in JSON.
struct Figure {
  const char* name;
  size_t CertificateStratum::*count;
};
constexpr Figure kFigures[] = {{"equal", &CertificateStratum::equal_cases},
                               {"unequal", &CertificateStratum::unequal_cases},
                               {"false_positives", &CertificateStratum::false_positives},
                               {"false_negatives", &CertificateStratum::false_negatives},
                               {"undecided", &CertificateStratum::undecided},
                               {"other", &CertificateStratum::other}};

Json FiguresToJson(const CertificateStratum& stratum) {
  Json json = Json::object();
  for (const Figure& figure : kFigures) json[figure.name] = stratum.*figure.count;
  return json;
}

// Adds one verdict; true where it is not what must come out.
bool Count(CertificateStratum& stratum, Outcome expected, Outcome outcome) {
  const bool must = expected == Outcome::kCorrect;
  const bool did = outcome == Outcome::kCorrect;
  ++(must ? stratum.equal_cases : stratum.unequal_cases);
  if (outcome == Outcome::kUndecided) ++stratum.undecided;
  if (did && !must) ++stratum.false_positives;
  if (must && !did) ++stratum.false_negatives;
  if (!must && !did && outcome != expected) ++stratum.other;
  return outcome != expected;
}

// A text of the first run's file.
std::string Member(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<std::string> TextAt(JsonView line, std::string_view key, size_t number) {
  const auto text = line[key].AsString();
  if (!text) return InternalError(fmt::format("certificate case {}: no \"{}\"", number, key));
  return std::string(*text);
}

}  // namespace

double Certificate::true_share() const {
  if (total.equal_cases == 0) return 0;
  return static_cast<double>(total.equal_cases - total.false_negatives) /
         static_cast<double>(total.equal_cases);
}

bool Certificate::passes() const {
  return total.false_positives == 0 && true_share() >= kCertifiedShare;
}

const std::string& CertificateSha256() {
  static const std::string hash = Sha256Hex(SuiteText());
  return hash;
}

const std::string& CertifiedGrader() {
  static const std::string identity = [] {
    auto checker = MakeChecker({"math", Json::object(), {}});
    RBENCH_CHECK(checker.has_value());
    return (*checker)->identity();
  }();
  return identity;
}

Result<Certificate> RunCertificate(const GradingTools& tools) {
  Certificate certificate;
  certificate.suite_sha256 = CertificateSha256();
  certificate.total.name = "total";
  certificate.grader = CertifiedGrader();
  RBENCH_ASSIGN_OR_RETURN(const auto standard, MakeChecker({"math", Json::object(), {}}, tools));
  JsonLineParser parser;
  std::string_view rest = SuiteText();
  for (size_t number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    RBENCH_ASSIGN_OR_RETURN(const JsonView line, parser.Parse(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    RBENCH_ASSIGN_OR_RETURN(const std::string id, TextAt(line, "id", number));
    RBENCH_ASSIGN_OR_RETURN(const std::string name, TextAt(line, "stratum", number));
    RBENCH_ASSIGN_OR_RETURN(const std::string expect, TextAt(line, "expect", number));
    RBENCH_ASSIGN_OR_RETURN(const std::string mode_name, TextAt(line, "mode", number));
    RBENCH_ASSIGN_OR_RETURN(const std::string answer, TextAt(line, "answer", number));
    RBENCH_ASSIGN_OR_RETURN(const GradeMode mode, GradeModeFromName(mode_name));
    const auto expected = OutcomeFromName(expect);
    if (!expected) return InternalError(fmt::format("certificate case {}: \"expect\"", id));
    Problem problem;
    RBENCH_ASSIGN_OR_RETURN(problem.gold, TextAt(line, "gold", number));
    problem.question = std::string(line["question"].AsString().value_or(""));
    const Checker* checker = standard.get();
    std::unique_ptr<const Checker> own;
    if (!line["policy"].missing()) {
      RBENCH_ASSIGN_OR_RETURN(const Json policy, ParseJson(line["policy"].Dump()));
      RBENCH_ASSIGN_OR_RETURN(own, MakeChecker({"math", policy, {}}, tools));
      checker = own.get();
    }
    Verdict verdict = checker->Grade(problem, {answer, false, mode});
    auto stratum = std::find_if(certificate.strata.begin(), certificate.strata.end(),
                                [&](const CertificateStratum& s) { return s.name == name; });
    if (stratum == certificate.strata.end()) {
      certificate.strata.emplace_back().name = name;
      stratum = certificate.strata.end() - 1;
    }
    Count(*stratum, *expected, verdict.outcome);
    if (Count(certificate.total, *expected, verdict.outcome)) {
      certificate.misses.push_back({id, problem.gold, answer, expect, std::move(verdict)});
    }
  }
  return certificate;
}

Result<Certificate> FirstCertificate() {
  RBENCH_ASSIGN_OR_RETURN(const Json json, ParseJson(FileText("first_run.json")));
  Certificate first;
  first.grader = Member(json, "grader");
  first.suite_sha256 = Member(json, "suite_sha256");
  first.total.name = "total";
  const auto strata = json.find("strata");
  if (first.grader.empty() || first.suite_sha256.empty() || strata == json.end() ||
      !strata->is_object()) {
    return InternalError("first_run.json lacks grader, suite_sha256 or strata");
  }
  for (const auto& [name, figures] : strata->items()) {
    CertificateStratum& stratum = first.strata.emplace_back();
    stratum.name = name;
    for (const Figure& figure : kFigures) {
      const auto found = figures.find(figure.name);
      if (found == figures.end() || !found->is_number_unsigned()) {
        return InternalError(fmt::format("first_run.json: {}.{}", name, figure.name));
      }
      stratum.*figure.count = found->get<size_t>();
      first.total.*figure.count += stratum.*figure.count;
    }
  }
  return first;
}

Json CertificateToJson(const Certificate& certificate) {
  Json json = Json::object();
  json["grader"] = certificate.grader;
  json["suite_sha256"] = certificate.suite_sha256;
  json["total"] = FiguresToJson(certificate.total);
  Json strata = Json::object();
  for (const CertificateStratum& stratum : certificate.strata) {
    strata[stratum.name] = FiguresToJson(stratum);
  }
  json["strata"] = std::move(strata);
  return json;
}

}  // namespace rbench
