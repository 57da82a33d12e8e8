#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/data_flags.h"
#include "cli/flags.h"
#include "tasks/certificate.h"

namespace rbench {
namespace {

// Zeros are dots, so that what is wrong stands out.
std::string Count(size_t count) { return count == 0 ? "." : std::to_string(count); }

std::string Figures(const CertificateStratum& s) {
  return fmt::format(" {:>7} {:>7} {:>6} {:>6}", Count(s.false_positives), Count(s.false_negatives),
                     Count(s.undecided), Count(s.other));
}

std::string Row(const CertificateStratum& today, const CertificateStratum* first) {
  return fmt::format("{:<20} {:>5} {:>8} |{} |{}\n", today.name, today.equal_cases,
                     today.unequal_cases, Figures(today),
                     first == nullptr ? std::string(" not in it") : Figures(*first));
}

const CertificateStratum* FindStratum(const Certificate& certificate, const std::string& name) {
  const auto found = std::find_if(certificate.strata.begin(), certificate.strata.end(),
                                  [&](const CertificateStratum& s) { return s.name == name; });
  return found == certificate.strata.end() ? nullptr : &*found;
}

std::string Verdict(const Certificate& certificate) {
  const CertificateStratum& total = certificate.total;
  return fmt::format(
      "{}: {} false positives (goal 0), {} of {} true cases ({:.1f} %, goal {:.0f} %)",
      certificate.passes() ? "passed" : "FAILED", total.false_positives,
      total.equal_cases - total.false_negatives, total.equal_cases, 100 * certificate.true_share(),
      100 * kCertifiedShare);
}

std::string Text(const Certificate& today, const Certificate& first) {
  std::string text = fmt::format("{:<20} {:>5} {:>8} | {:<29}| first run\n", "", "", "", "today");
  text += fmt::format("{:<20} {:>5} {:>8} |", "stratum", "true", "not true");
  for (const char* end : {" |", "\n"}) {
    text += fmt::format(" {:>7} {:>7} {:>6} {:>6}{}", "f. pos.", "f. neg.", "undec.", "other", end);
  }
  for (const CertificateStratum& stratum : today.strata) {
    text += Row(stratum, FindStratum(first, stratum.name));
  }
  text += Row(today.total, &first.total);
  text +=
      fmt::format("\n{}\ngrader {}, first run by {}\n", Verdict(today), today.grader, first.grader);
  text += fmt::format(
      "suite  sha256 {}{}\n", today.suite_sha256,
      today.suite_sha256 == first.suite_sha256 ? "" : "; the first run had " + first.suite_sha256);
  return text;
}

std::string MissText(const CertificateMiss& miss) {
  return EscapeForTerminal(fmt::format("{}: expected {}, got {} ({}, rule {}); gold {}; answer {}",
                                       miss.id, miss.expected, OutcomeName(miss.verdict.outcome),
                                       miss.verdict.reason, miss.verdict.rule, miss.gold,
                                       miss.answer)) +
         "\n";
}

Json MissJson(const CertificateMiss& miss) {
  return Json{{"id", miss.id},
              {"expected", miss.expected},
              {"outcome", OutcomeName(miss.verdict.outcome)},
              {"reason", miss.verdict.reason},
              {"gold", miss.gold},
              {"answer", miss.answer}};
}

}  // namespace

int CertifyCommand(const std::vector<std::string>& arguments) {
  Flags flags("certify [flags]",
              "Runs the math checker over its certificate: a frozen suite of cases in 24 strata, "
              "written from the policy table. Prints by stratum what it got wrong, beside the "
              "first run of all. Exit code 1 where a false answer is accepted or more than 2 % of "
              "the true ones are not.",
              {"rbench certify", "rbench certify --misses", "rbench certify --json"});
  bool misses = false;
  bool json = false;
  flags.AddSwitch("--misses", &misses, "also every case that came out otherwise than it must");
  flags.AddSwitch("--json", &json, "one JSON object, misses included");
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  const DataFlags data;
  if (auto started = data.workers->Start(1); !started) return Fail(started.error());
  auto today = RunCertificate(data.Tools());
  if (!today) return Fail(today.error());
  auto first = FirstCertificate();
  if (!first) return Fail(first.error());
  const math::ProverCounts counts = data.workers->counts();
  if (json) {
    Json object = CertificateToJson(*today);
    object["passed"] = today->passes();
    object["misses"] = Json::array();
    for (const CertificateMiss& miss : today->misses) object["misses"].push_back(MissJson(miss));
    object["check_workers"] = WorkersJson(counts);
    object["first_run"] = CertificateToJson(*first);
    Print(DumpJsonPretty(object));
  } else {
    std::string text = Text(*today, *first) + WorkersLine(counts) + "\n";
    if (counts.backstops > 0) text += "warning: no check should run into the CPU-time backstop\n";
    if (misses) {
      for (const CertificateMiss& miss : today->misses) text += MissText(miss);
    }
    Print(text);
  }
  return today->passes() ? kExitOk : kExitRegression;
}

}  // namespace rbench
