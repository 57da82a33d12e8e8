#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/append_log.h"
#include "base/json.h"
#include "base/result.h"
#include "reports/answer_classes.h"
#include "reports/attempt.h"
#include "reports/problem_record.h"
#include "reports/run_record.h"
#include "reports/token_log.h"

namespace rbench {

// A run on disk: attempts.jsonl (line 1 is {"run": identity}), problems.jsonl, classes.jsonl,
// run.json, summary.md and, where asked, tokens.bin. Where an id comes twice the last line counts
// (an ungraded draw that was retried).

struct RunDirectoryOptions {
  bool log_tokens = false;
  bool must_be_new = false;  // a folder that already holds a run is an error
  AppendLogOptions log;
};

// A run opened for writing, by at most one process at a time. AppendAttempt may be called from many
// threads.
class RunDirectory {
 public:
  // Creates the folder, or continues the run in it: a torn last line is dropped and the identity
  // compared. Errors name the folder and the remedy: not writable, holds files but no run, holds a
  // run with another identity (and which field), in use by another process.
  static Result<std::unique_ptr<RunDirectory>> Open(const std::string& path,
                                                    const RunIdentity& identity,
                                                    const RunDirectoryOptions& options = {});
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  const std::string& path() const { return path_; }
  // Draws that were on disk at Open, by id.
  const std::map<AttemptId, GradedDraw>& stored() const { return stored_; }
  // On disk at Open with a verdict: not to be asked again. Ungraded draws, and with log_tokens
  // draws without their frame, are not finished.
  bool IsFinished(const AttemptId& id) const;
  bool HasProblem(const std::string& task, const std::string& problem) const;
  // Bytes of a torn last line that Open dropped.
  size_t torn_bytes() const { return torn_bytes_; }

  Status AppendProblem(const ProblemRecord& record);
  Status AppendAttempt(const Attempt& attempt);
  // Everything appended is durable when it returns.
  Status Flush();
  // All draws: those on disk at Open and those appended since, sorted by id.
  std::vector<GradedDraw> Draws() const;

  Status WriteClasses(const std::vector<AnswerClasses>& classes);
  // run.json and summary.md, each by atomic rename.
  Status WriteRecord(const RunRecord& record, const std::string& summary_markdown);
  Status Close();

 private:
  RunDirectory() = default;
  Status ReadExisting();

  std::string path_;
  std::map<AttemptId, GradedDraw> stored_;
  std::set<AttemptId> with_tokens_;
  bool log_tokens_ = false;
  size_t torn_bytes_ = 0;
  std::unique_ptr<AppendLog> attempts_;
  std::unique_ptr<AppendLog> problems_;
  std::unique_ptr<TokenLog> tokens_;
  mutable std::mutex mutex_;  // appended_, problem_ids_
  std::map<AttemptId, GradedDraw> appended_;
  std::set<std::pair<std::string, std::string>> problem_ids_;
};

// Reading, for reports and a second grading; a run that is being written may be read. Errors name
// file and line.
bool IsRunDirectory(const std::string& path);
Result<RunIdentity> ReadRunIdentity(const std::string& path);
// In file order; an id may come twice. Memory: one attempt at a time (beside the mapped file).
Status ForEachAttempt(const std::string& path, const std::function<Status(Attempt)>& f);
// The last line of each id, sorted by id.
Result<std::vector<GradedDraw>> ReadDraws(const std::string& path);
Result<std::vector<ProblemRecord>> ReadProblemRecords(const std::string& path);
// Empty where classes.jsonl does not exist.
Result<std::vector<AnswerClasses>> ReadAnswerClasses(const std::string& path);

}  // namespace rbench
