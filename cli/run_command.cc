#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/worker_pool.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/json_lines.h"
#include "cli/model_flags.h"
#include "cli/sandbox_report.h"
#include "sandbox/sandbox.h"

namespace rbench {
namespace {

// One limit as --limits and the field "limits" name it.
struct LimitName {
  const char* name;
  double low;
  double high;
  void (*set)(RunLimits& limits, double value);
};

constexpr LimitName kLimitNames[] = {
    {"cpu_s", 0.01, 86400, [](RunLimits& l, double v) { l.cpu_s = v; }},
    {"wall_s", 0.01, 604800, [](RunLimits& l, double v) { l.wall_s = v; }},
    {"memory_mb", 1, 1 << 20,
     [](RunLimits& l, double v) { l.memory_bytes = static_cast<int64_t>(v * (1 << 20)); }},
    {"output_kb", 0, 1 << 20,
     [](RunLimits& l, double v) { l.output_bytes = static_cast<int64_t>(v * 1024); }},
    {"file_mb", 0, 1 << 18,
     [](RunLimits& l, double v) { l.file_bytes = static_cast<int64_t>(v * (1 << 20)); }},
    {"files", 0, 1 << 24, [](RunLimits& l, double v) { l.files = static_cast<int>(v); }},
    {"tasks", 1, 65536, [](RunLimits& l, double v) { l.tasks = static_cast<int>(v); }},
    {"open_files", 3, 1 << 20, [](RunLimits& l, double v) { l.open_files = static_cast<int>(v); }},
};

Status SetLimit(RunLimits& limits, std::string_view name, double value) {
  for (const LimitName& known : kLimitNames) {
    if (name != known.name) continue;
    if (!(value >= known.low && value <= known.high)) {
      return InvalidInput(
          fmt::format("limit {} must be from {:g} to {:g}", known.name, known.low, known.high));
    }
    known.set(limits, value);
    return {};
  }
  std::string names;
  for (const LimitName& known : kLimitNames) names += fmt::format(" {}", known.name);
  return InvalidInput(fmt::format("unknown limit \"{}\"; known:{}", name, names));
}

// What a program wrote, under `key`: with replacement characters, and beside it as it is, in
// base64, where it is not UTF-8.
void AddText(Json& json, const std::string& key, const std::string& bytes) {
  json[key] = SanitizeUtf8(bytes);
  if (!IsValidUtf8(bytes)) json[key + "_base64"] = EncodeBase64(bytes);
}

// The result as the seam of DESIGN section 4 prints it.
Json ResultToJson(const RunResult& result, const SandboxLevel& level) {
  Json json = Json::object();
  json["status"] = RunStatusName(result.status);
  json["exit_code"] = result.exit_code;
  json["signal"] = result.signal;
  json["cpu_s"] = static_cast<double>(result.cpu_us) / 1e6;
  json["wall_s"] = static_cast<double>(result.wall_us) / 1e6;
  json["peak_mb"] = static_cast<double>(result.peak_kib) / 1024;
  AddText(json, "stdout", result.output);
  AddText(json, "stderr", result.error);
  if (!result.reason.empty()) json["reason"] = result.reason;
  if (result.near_limit) json["near_limit"] = true;
  json["level"] = fmt::format("L{}", level.level);
  return json;
}

Result<RunRequest> ReadRequest(const Json& line, const RunLimits& defaults) {
  RunRequest request;
  request.limits = defaults;
  RBENCH_ASSIGN_OR_RETURN(const auto language, StringField(line, "language"));
  if (!language) return InvalidInput("field \"language\" is missing (python or cpp)");
  const auto known = LanguageFromName(*language);
  if (!known) {
    return InvalidInput(fmt::format("unknown language \"{}\" (python or cpp)", *language));
  }
  request.language = *known;
  RBENCH_ASSIGN_OR_RETURN(auto source, StringField(line, "source"));
  if (!source) return InvalidInput("field \"source\" is missing");
  request.source = std::move(*source);
  RBENCH_ASSIGN_OR_RETURN(auto input, StringField(line, "stdin"));
  if (input) request.stdin_text = std::move(*input);
  const auto limits = line.find("limits");
  if (limits == line.end() || limits->is_null()) return request;
  if (!limits->is_object()) return InvalidInput("field \"limits\" must be an object");
  for (const auto& [name, value] : limits->items()) {
    if (!value.is_number()) {
      return InvalidInput(fmt::format("limit {} must be a number", name));
    }
    RBENCH_RETURN_IF_ERROR(SetLimit(request.limits, name, value.get<double>()));
  }
  return request;
}

int ServeRuns(Sandbox& sandbox, const RunLimits& limits, int threads) {
  WorkerPool pool(threads, 4 * static_cast<size_t>(threads));
  JsonLinesOptions options;
  options.flush_each = true;
  const int code = ServeJsonLines(
      [&](const Json& line, JsonReply reply) {
        auto request = ReadRequest(line, limits);
        if (!request) return reply(request.error());
        pool.Submit([&sandbox, request = std::move(*request), reply = std::move(reply)] {
          reply(std::vector<Json>{ResultToJson(sandbox.Run(request), sandbox.level())});
        });
      },
      options);
  pool.Wait();
  return code;
}

// What a file's name says of its language.
std::optional<Language> LanguageOfFile(std::string_view path) {
  for (const std::string_view end : {".cc", ".cpp", ".cxx", ".C"}) {
    if (path.ends_with(end)) return Language::kCpp;
  }
  if (path.ends_with(".py")) return Language::kPython;
  return std::nullopt;
}

int RunFile(Sandbox& sandbox, const std::string& path, std::string language,
            const std::string& input_path, const RunLimits& limits, bool json) {
  RunRequest request;
  request.limits = limits;
  const auto known = language.empty() ? LanguageOfFile(path) : LanguageFromName(language);
  if (!known) {
    return Fail(InvalidInput(fmt::format(
        "{}: the language is not known from the name; give --language python or cpp", path)));
  }
  request.language = *known;
  auto source = ReadFile(path);
  if (!source) return Fail(source.error());
  request.source = std::move(*source);
  if (!input_path.empty()) {
    auto input = ReadFile(input_path);
    if (!input) return Fail(input.error());
    request.stdin_text = std::move(*input);
  }
  const RunResult result = sandbox.Run(request);
  if (json) {
    Print(DumpJson(ResultToJson(result, sandbox.level())) + "\n");
  } else {
    Print(result.output);
    if (!result.output.empty() && result.output.back() != '\n') Print("\n");
    if (!result.error.empty()) Print("stderr:\n" + SanitizeUtf8(result.error));
    Print(fmt::format("{}{}{} in {:.3f} s CPU, {:.3f} s wall, {:.1f} MB, level L{}\n",
                      RunStatusName(result.status), result.reason.empty() ? "" : ": ",
                      result.reason, static_cast<double>(result.cpu_us) / 1e6,
                      static_cast<double>(result.wall_us) / 1e6,
                      static_cast<double>(result.peak_kib) / 1024, sandbox.level().level));
  }
  if (result.status == RunStatus::kIe) return kExitIncomplete;
  return kExitOk;
}

}  // namespace

int RunCommand(const std::vector<std::string>& arguments) {
  Flags flags(
      "run FILE [flags]",
      "Runs an untrusted program in the sandbox and says exactly what happened: status, exit "
      "code or signal, CPU and wall time, peak memory, output (in JSON also in base64 where it is "
      "not UTF-8). Exit code 0 whatever the program did; 3 where the sandbox failed.",
      {"rbench run solution.py --stdin input.txt --limits cpu_s=2,memory_mb=256",
       "rbench run solution.cc --json",
       "echo '{\"language\": \"python\", \"source\": \"print(input())\", \"stdin\": \"hi\"}' | "
       "rbench run --jsonl"});
  std::vector<std::string> paths;
  std::vector<std::string> limit_words;
  std::string input_path;
  std::string language;
  bool jsonl = false;
  bool json = false;
  bool no_cgroups = false;
  bool no_landlock = false;
  int threads = 0;
  flags.AddPositional("FILE", &paths, "a program (.py, .cc, .cpp)", 0);
  flags.Add("--stdin", &input_path, "file that the program reads as its standard input");
  flags.Add("--limits", &limit_words,
            "NAME=VALUE of cpu_s, wall_s, memory_mb, output_kb, file_mb, files, tasks, open_files");
  flags.Add("--language", &language, "python or cpp (default: by the file's name)");
  flags.AddSwitch("--jsonl", &jsonl,
                  "one JSON object a line: {\"language\", \"source\", \"stdin\", \"limits\"} -> "
                  "{\"status\", ...}");
  flags.AddSwitch("--json", &json, "the result of FILE as one JSON object");
  flags.Add("-t,--threads", &threads, "programs at once; 0 = one per core", 0, 1024);
  flags.AddSwitch("--no-cgroups", &no_cgroups, "isolation level L2 even where L3 works");
  flags.AddSwitch("--no-landlock", &no_landlock,
                  "with --unsafe-no-sandbox: level L0 even where L1 works");
  bool unsafe = false;
  AddUnsafeFlag(flags, &unsafe);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  if (jsonl != paths.empty() || paths.size() > 1) {
    return Fail(InvalidInput("give one file, or --jsonl; see rbench run --help"));
  }
  RunLimits limits;
  for (const std::string& word : limit_words) {
    const size_t equals = word.find('=');
    char* end = nullptr;
    const double value =
        equals == std::string::npos ? 0 : std::strtod(word.c_str() + equals + 1, &end);
    if (equals == std::string::npos || *end != '\0' || end == word.c_str() + equals + 1) {
      return Fail(InvalidInput(fmt::format("--limits {}: wanted NAME=NUMBER", word)));
    }
    if (auto set = SetLimit(limits, word.substr(0, equals), value); !set) return Fail(set.error());
  }
  SandboxOptions options;
  options.slots = threads;
  options.cgroups = !no_cgroups;
  options.unsafe = unsafe;
  options.landlock = !no_landlock;
  options.cache = CacheDirectory();
  auto sandbox = Sandbox::Start(options);
  if (!sandbox) return Fail(sandbox.error());
  WarnOfNoSandbox((*sandbox)->level());
  if (jsonl) return ServeRuns(**sandbox, limits, (*sandbox)->level().slots);
  return RunFile(**sandbox, paths[0], language, input_path, limits, json);
}

}  // namespace rbench
