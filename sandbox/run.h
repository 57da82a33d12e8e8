#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// One execution of an untrusted program: what is asked, and exactly what happened.

namespace rbench {

enum class Language { kPython, kCpp };

const char* LanguageName(Language language);  // "python", "cpp"
std::optional<Language> LanguageFromName(std::string_view name);

// In the order in which a status wins where several limits were hit: the first match from the top
// (after kOk) is the status. A killed run is classed by the limit that fired, never by its signal.
enum class RunStatus {
  kOk,    // ended by itself with exit code 0
  kIe,    // our fault: broker, slot, setup, accounting. Never caused by a program alone
  kCe,    // does not compile; a Python source that does not parse
  kCtle,  // the compiler reached its limits
  kOle,   // more output than allowed
  kMle,   // more memory than allowed
  kTle,   // more CPU time than allowed, all processes and threads of the run together
  kIdle,  // wall time ran out while CPU time did not
  kRe,    // a signal, or an exit code other than 0
};

const char* RunStatusName(RunStatus status);  // "OK", "IE", "CE", "CTLE", "OLE", "MLE", ...
std::optional<RunStatus> RunStatusFromName(std::string_view name);

struct RunLimits {
  double cpu_s = 10;                   // of the whole run
  double wall_s = 0;                   // 0 = the larger of 3 cpu_s and cpu_s + 5
  int64_t memory_bytes = 256LL << 20;  // of the whole run, scratch files included
  int64_t output_bytes = 1LL << 20;    // of stdout; more is kOle
  int64_t error_bytes = 64LL << 10;    // kept of stderr: half from its head, half from its tail
  int64_t file_bytes = 16LL << 20;     // of the scratch folder, and of one file
  int files = 1024;                    // entries of the scratch folder
  int tasks = 64;                      // processes and threads alive at once
  int open_files = 64;
  bool operator==(const RunLimits&) const = default;
};

// The wall limit in effect.
double WallLimit(const RunLimits& limits);

struct RunRequest {
  Language language = Language::kPython;
  std::string source;
  std::string stdin_text;
  RunLimits limits;
};

struct RunResult {
  RunStatus status = RunStatus::kIe;
  int exit_code = 0;  // where the program exited; 0 otherwise
  int signal = 0;     // where a signal ended it; SIGKILL where a limit did
  int64_t cpu_us = 0;
  int64_t wall_us = 0;
  int64_t peak_kib = 0;
  std::string output;       // stdout, at most output_bytes
  std::string error;        // stderr, at most error_bytes; of the compiler where kCe or kCtle
  std::string reason;       // what happened, for people: "out of memory", "compile box: ..."
  bool near_limit = false;  // CPU time within 0.6 to 1.5 of the limit: another machine may differ
  bool grader_killer = false;  // it brought down two slots
};

}  // namespace rbench
