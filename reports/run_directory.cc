#include "reports/run_directory.h"

#include <string_view>

#include <dirent.h>
#include <fmt/format.h>

#include "base/files.h"
#include "base/jsonl.h"
#include "base/mapped_file.h"

namespace rbench {
namespace {

std::string AttemptsPath(const std::string& folder) { return folder + "/attempts.jsonl"; }
std::string ProblemsPath(const std::string& folder) { return folder + "/problems.jsonl"; }
std::string ClassesPath(const std::string& folder) { return folder + "/classes.jsonl"; }
std::string TokensPath(const std::string& folder) { return folder + "/tokens.bin"; }

// Visible entries only: a folder with nothing but hidden files counts as empty.
bool HasVisibleEntries(const std::string& folder) {
  DIR* directory = ::opendir(folder.c_str());
  if (directory == nullptr) return false;
  bool found = false;
  while (const dirent* entry = ::readdir(directory)) {
    if (entry->d_name[0] != '.') found = true;
  }
  ::closedir(directory);
  return found;
}

// A file seen as text without reading it; absent and empty are both empty. `map` keeps the bytes.
Result<std::string_view> TextOf(const std::string& path, std::optional<MappedFile>& map) {
  if (!FileExists(path)) return std::string_view();
  RBENCH_ASSIGN_OR_RETURN(const uint64_t size, FileSize(path));
  if (size == 0) return std::string_view();
  RBENCH_ASSIGN_OR_RETURN(MappedFile file, MappedFile::Open(path));
  map.emplace(std::move(file));
  const auto bytes = map->bytes();
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

constexpr JsonlOptions kLogLines = {.torn_tail_ok = true};

// Whole lines only: what follows the last newline is a line that is being written, or was when its
// writer died.
std::string_view WholeLines(std::string_view text) {
  const size_t newline = text.rfind('\n');
  return newline == std::string_view::npos ? std::string_view() : text.substr(0, newline + 1);
}

// The identity on line 1, or null where the file has no whole line.
Result<Json> IdentityIn(std::string_view text, const std::string& path) {
  const size_t newline = text.find('\n');
  if (newline == std::string_view::npos) return Json();
  const auto line = ParseJson(text.substr(0, newline));
  if (!line || !line->is_object() || !line->contains("run")) {
    return InvalidInput(
        fmt::format("{}: line 1 is not the identity of a run ({{\"run\": ...}})", path));
  }
  return (*line)["run"];
}

Result<Json> ReadIdentityJson(const std::string& folder) {
  std::optional<MappedFile> map;
  RBENCH_ASSIGN_OR_RETURN(const std::string_view text, TextOf(AttemptsPath(folder), map));
  return IdentityIn(text, AttemptsPath(folder));
}

// Is the folder fit for this run? Changes nothing.
Status CheckFolder(const std::string& folder, const Json& asked, bool must_be_new) {
  if (!FileExists(AttemptsPath(folder))) {
    if (HasVisibleEntries(folder)) {
      return InvalidInput(fmt::format(
          "{}: holds files but no run (no attempts.jsonl); choose a new or empty folder", folder));
    }
    return {};
  }
  if (must_be_new) {
    return InvalidInput(
        fmt::format("{}: holds a run already; choose a new folder or allow resuming", folder));
  }
  RBENCH_ASSIGN_OR_RETURN(const Json in_folder, ReadIdentityJson(folder));
  if (in_folder.is_null()) return {};
  if (const auto difference = IdentityDifference(in_folder, asked)) {
    return InvalidInput(
        fmt::format("{}: holds another run: {}; choose another folder or ask for the same", folder,
                    *difference));
  }
  return {};
}

Status ForEachLineOf(const std::string& path, const std::function<Status(size_t, JsonView)>& f) {
  std::optional<MappedFile> map;
  RBENCH_ASSIGN_OR_RETURN(const std::string_view text, TextOf(path, map));
  return ForEachJsonLine(WholeLines(text), path, kLogLines, f);
}

Status ForEachAttemptOf(const std::string& folder, const std::function<Status(Attempt)>& f) {
  return ForEachLineOf(AttemptsPath(folder), [&](size_t number, JsonView line) -> Status {
    if (number == 1) return {};  // the identity
    RBENCH_ASSIGN_OR_RETURN(Attempt attempt, AttemptFromJson(line));
    return f(std::move(attempt));
  });
}

Error NotARun(const std::string& folder) {
  return NotFound(fmt::format("{}: not a run (no attempts.jsonl)", folder));
}

// Without its identity line nothing tells whose the other files are: they go.
Status StartAfresh(const std::string& folder) {
  if (FileExists(ProblemsPath(folder))) {
    RBENCH_RETURN_IF_ERROR(WriteFileAtomic(ProblemsPath(folder), ""));
  }
  if (FileExists(TokensPath(folder))) {
    RBENCH_RETURN_IF_ERROR(WriteFileAtomic(TokensPath(folder), ""));
  }
  return {};
}

}  // namespace

RunDirectory::~RunDirectory() = default;

Result<std::unique_ptr<RunDirectory>> RunDirectory::Open(const std::string& path,
                                                         const RunIdentity& identity,
                                                         const RunDirectoryOptions& options) {
  RBENCH_RETURN_IF_ERROR(MakeDirectories(path));
  const Json asked = RunIdentityToJson(identity);
  RBENCH_RETURN_IF_ERROR(CheckFolder(path, asked, options.must_be_new));

  std::unique_ptr<RunDirectory> run(new RunDirectory);
  run->path_ = path;
  run->log_tokens_ = options.log_tokens;
  // The lock of this log is the lock of the folder; from here on nobody else writes.
  RBENCH_ASSIGN_OR_RETURN(run->attempts_, AppendLog::Open(AttemptsPath(path), options.log));
  run->torn_bytes_ = run->attempts_->torn_bytes();
  RBENCH_ASSIGN_OR_RETURN(const Json in_folder, ReadIdentityJson(path));
  if (in_folder.is_null()) {
    RBENCH_RETURN_IF_ERROR(StartAfresh(path));
    RBENCH_RETURN_IF_ERROR(run->attempts_->Append(DumpJson(Json{{"run", asked}})));
    RBENCH_RETURN_IF_ERROR(run->attempts_->Flush());
  }
  RBENCH_ASSIGN_OR_RETURN(run->problems_, AppendLog::Open(ProblemsPath(path), options.log));
  if (options.log_tokens) {
    RBENCH_ASSIGN_OR_RETURN(run->tokens_, TokenLog::Open(TokensPath(path)));
  }
  RBENCH_RETURN_IF_ERROR(run->ReadExisting());
  return run;
}

Status RunDirectory::ReadExisting() {
  RBENCH_RETURN_IF_ERROR(ForEachAttemptOf(path_, [&](Attempt attempt) -> Status {
    stored_.insert_or_assign(attempt.id, DigestOf(attempt));
    return {};
  }));
  if (log_tokens_) {
    RBENCH_RETURN_IF_ERROR(ForEachTokenFrame(TokensPath(path_), [&](TokenFrame frame) -> Status {
      with_tokens_.insert(std::move(frame.id));
      return {};
    }));
  }
  RBENCH_ASSIGN_OR_RETURN(const std::vector<ProblemRecord> records, ReadProblemRecords(path_));
  for (const ProblemRecord& record : records) problem_ids_.emplace(record.task, record.id);
  return {};
}

bool RunDirectory::IsFinished(const AttemptId& id) const {
  const auto found = stored_.find(id);
  if (found == stored_.end() || found->second.outcome == Outcome::kUngraded) return false;
  return !log_tokens_ || with_tokens_.contains(id);
}

bool RunDirectory::HasProblem(const std::string& task, const std::string& problem) const {
  const std::lock_guard lock(mutex_);
  return problem_ids_.contains({task, problem});
}

Status RunDirectory::AppendProblem(const ProblemRecord& record) {
  std::string line;
  AppendProblemRecordJson(record, line);
  RBENCH_RETURN_IF_ERROR(problems_->Append(line));
  const std::lock_guard lock(mutex_);
  problem_ids_.emplace(record.task, record.id);
  return {};
}

Status RunDirectory::AppendAttempt(const Attempt& attempt) {
  if (tokens_) {
    const Completion& completion = attempt.completion;
    TokenFrame frame{attempt.id, completion.tokens, completion.logprobs, completion.raw_logprobs};
    RBENCH_RETURN_IF_ERROR(tokens_->Append(frame));
  }
  std::string line;
  AppendAttemptJson(attempt, line);
  RBENCH_RETURN_IF_ERROR(attempts_->Append(line));
  const std::lock_guard lock(mutex_);
  appended_.insert_or_assign(attempt.id, DigestOf(attempt));
  return {};
}

Status RunDirectory::Flush() {
  // Frames and problems first: a durable attempt should find them durable too.
  if (tokens_) RBENCH_RETURN_IF_ERROR(tokens_->Flush());
  RBENCH_RETURN_IF_ERROR(problems_->Flush());
  return attempts_->Flush();
}

std::vector<GradedDraw> RunDirectory::Draws() const {
  const std::lock_guard lock(mutex_);
  std::vector<GradedDraw> draws;
  draws.reserve(stored_.size() + appended_.size());
  auto old = stored_.begin();
  for (const auto& [id, draw] : appended_) {
    for (; old != stored_.end() && old->first < id; ++old) draws.push_back(old->second);
    if (old != stored_.end() && old->first == id) ++old;
    draws.push_back(draw);
  }
  for (; old != stored_.end(); ++old) draws.push_back(old->second);
  return draws;
}

Status RunDirectory::WriteClasses(const std::vector<AnswerClasses>& classes) {
  std::string text;
  for (const AnswerClasses& entry : classes) {
    AppendAnswerClassesJson(entry, text);
    text += '\n';
  }
  return WriteFileAtomic(ClassesPath(path_), text);
}

Status RunDirectory::WriteRecord(const RunRecord& record, const std::string& summary_markdown) {
  RBENCH_RETURN_IF_ERROR(WriteFileAtomic(path_ + "/summary.md", summary_markdown));
  return WriteFileAtomic(path_ + "/run.json", DumpJsonPretty(RunRecordToJson(record)));
}

Status RunDirectory::Close() {
  RBENCH_RETURN_IF_ERROR(Flush());
  RBENCH_RETURN_IF_ERROR(problems_->Close());
  return attempts_->Close();
}

bool IsRunDirectory(const std::string& path) { return FileExists(AttemptsPath(path)); }

Result<RunIdentity> ReadRunIdentity(const std::string& path) {
  if (!IsRunDirectory(path)) return NotARun(path);
  RBENCH_ASSIGN_OR_RETURN(const Json json, ReadIdentityJson(path));
  if (json.is_null()) return NotFound(fmt::format("{}: the run is empty", path));
  auto identity = RunIdentityFromJson(json);
  if (!identity) return std::move(identity).error().WithContext(AttemptsPath(path) + ": line 1");
  return identity;
}

Status ForEachAttempt(const std::string& path, const std::function<Status(Attempt)>& f) {
  RBENCH_ASSIGN_OR_RETURN(const RunIdentity identity, ReadRunIdentity(path));
  static_cast<void>(identity);
  return ForEachAttemptOf(path, f);
}

Result<std::vector<GradedDraw>> ReadDraws(const std::string& path) {
  std::map<AttemptId, GradedDraw> by_id;
  RBENCH_RETURN_IF_ERROR(ForEachAttempt(path, [&](Attempt attempt) -> Status {
    by_id.insert_or_assign(attempt.id, DigestOf(attempt));
    return {};
  }));
  std::vector<GradedDraw> draws;
  draws.reserve(by_id.size());
  for (auto& [id, draw] : by_id) draws.push_back(std::move(draw));
  return draws;
}

Result<std::vector<ProblemRecord>> ReadProblemRecords(const std::string& path) {
  std::vector<ProblemRecord> records;
  RBENCH_RETURN_IF_ERROR(ForEachLineOf(ProblemsPath(path), [&](size_t, JsonView line) -> Status {
    RBENCH_ASSIGN_OR_RETURN(ProblemRecord record, ProblemRecordFromJson(line));
    records.push_back(std::move(record));
    return {};
  }));
  return records;
}

Result<std::vector<AnswerClasses>> ReadAnswerClasses(const std::string& path) {
  std::vector<AnswerClasses> classes;
  RBENCH_RETURN_IF_ERROR(ForEachLineOf(ClassesPath(path), [&](size_t, JsonView line) -> Status {
    RBENCH_ASSIGN_OR_RETURN(AnswerClasses entry, AnswerClassesFromJson(line));
    classes.push_back(std::move(entry));
    return {};
  }));
  return classes;
}

}  // namespace rbench
