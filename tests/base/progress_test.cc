#include "base/progress.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

// A Progress that writes to a file which the test reads.
class Recorder {
 public:
  explicit Recorder(ProgressOptions options) : path_(folder_.File("out")) {
    fd_ = ::open(path_.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    options.fd = fd_;
    progress_ = std::make_unique<Progress>(options);
  }
  ~Recorder() { ::close(fd_); }
  Progress& operator*() { return *progress_; }
  Progress* operator->() { return progress_.get(); }
  std::string Text() const { return ReadFile(path_).value(); }
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    const std::string text = Text();
    for (size_t at = 0; at < text.size();) {
      const size_t end = std::min(text.find('\n', at), text.size());
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

 private:
  TempFolder folder_;
  std::string path_;
  int fd_ = -1;
  std::unique_ptr<Progress> progress_;
};

TEST(Progress, PlainTextIsFewWholeLines) {
  Recorder out({});
  out->Start("eval", 100000, "attempts");
  for (int i = 0; i < 100000; ++i) out->Advance(1, "pass@1 0.41");
  out->Finish();
  const auto lines = out.Lines();
  ASSERT_GE(lines.size(), 2u);
  EXPECT_LE(lines.size(), 10u);  // one every two seconds, beside the first and the last
  EXPECT_EQ(lines.front(), "eval: 0/100000 attempts");
  EXPECT_EQ(lines.back().rfind("eval: 100000/100000 attempts  in 0:", 0), 0u) << lines.back();
  EXPECT_NE(lines.back().find("pass@1 0.41"), std::string::npos);
  EXPECT_EQ(out.Text().find('\x1b'), std::string::npos);
  EXPECT_EQ(out.Text().find('\r'), std::string::npos);
}

TEST(Progress, EstimatesTheTimeLeft) {
  Recorder out({.is_terminal = true});
  out->Start("eval", 4, "attempts");
  std::this_thread::sleep_for(std::chrono::milliseconds(120));
  out->Advance(1);
  EXPECT_NE(out.Text().find("1/4 attempts  ETA 0:00"), std::string::npos) << out.Text();
  out->Finish();
  EXPECT_EQ(out.Text().back(), '\n');
}

TEST(Progress, BarIsRewrittenAndMovesForMessages) {
  Recorder out({.is_terminal = true});
  out->Start("eval", 2, "attempts");
  out->Warn("odd", "careful");
  out->Advance(2);
  out->Finish();
  out->Finish();
  const std::string text = out.Text();
  EXPECT_NE(text.find("\r\x1b[Kwarning: careful\n\r\x1b[K"), std::string::npos);
  EXPECT_NE(text.find("eval [====================] 2/2 attempts"), std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  // No drawn bar is wider than a terminal of 80 columns.
  for (size_t at = text.find("\x1b[Keval"); at != std::string::npos;
       at = text.find("\x1b[Keval", at + 1)) {
    EXPECT_LE(std::min(text.find_first_of("\r\n", at + 3), text.size()) - at - 3, 79u);
  }
}

TEST(Progress, LongNotesAreCutToTheTerminal) {
  Recorder out({.is_terminal = true});
  out->Start("eval", 1, "attempts");
  out->Advance(1, std::string(500, 'n') + "\xC3\xA9");
  out->Finish();
  for (const std::string& line : out.Lines()) {
    const size_t start = line.rfind("\x1b[K");
    EXPECT_LE(line.size() - (start == std::string::npos ? 0 : start + 3), 79u);
  }
}

TEST(Progress, JsonIsOneObjectALine) {
  Recorder out({.format = LogFormat::kJson});
  out->Start("eval", 2, "attempts");
  out->Info("model_loaded", "loaded \"x\"\n\x1b", {{"bytes", 5}, {"event", "forged"}});
  out->Warn("repeat", "twice");
  out->Advance(2, "note\xff");
  out->Finish();
  std::vector<std::string> events;
  for (const std::string& line : out.Lines()) {
    const Result<Json> value = ParseJson(line);
    ASSERT_TRUE(value) << line;
    events.push_back((*value)["event"].get<std::string>());
  }
  EXPECT_EQ(events, (std::vector<std::string>{"start", "model_loaded", "repeat", "finish"}));
  const Json info = ParseJson(out.Lines()[1]).value();
  EXPECT_EQ(info["level"], "info");
  EXPECT_EQ(info["message"], "loaded \"x\"\n\x1b");
  EXPECT_EQ(info["bytes"], 5);
  const Json finish = ParseJson(out.Lines()[3]).value();
  EXPECT_EQ(finish["done"], 2);
  EXPECT_EQ(finish["total"], 2);
  EXPECT_EQ(finish["unit"], "attempts");
  EXPECT_TRUE(finish.contains("elapsed_s"));
}

TEST(Progress, QuietLeavesWarningsOnly) {
  Recorder out({.quiet = true, .is_terminal = true});
  out->Start("eval", 2, "attempts");
  out->Info("a", "information");
  out->Warn("b", "careful");
  out->Advance(2);
  out->Finish();
  EXPECT_EQ(out.Text(), "warning: careful\n");
}

TEST(Progress, ControlCharactersAreEscaped) {
  Recorder out({});
  out->Warn("x", "bad\x1b[2Jname\r\n");
  out->Start("st\x1b", 1, "u\n");
  out->Advance(1, "\x07note");
  out->Finish();
  const std::string text = out.Text();
  EXPECT_EQ(out.Lines()[0], "warning: bad\\x1b[2Jname\\r\\n");
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
}

TEST(Progress, ThreadsShareIt) {
  Recorder out({.format = LogFormat::kJson});
  out->Start("eval", 4000, "steps");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        out->Advance(1);
        if (i % 100 == 0) out->Info("tick", "tock");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  out->Finish();
  for (const std::string& line : out.Lines()) ASSERT_TRUE(ParseJson(line)) << line;
  EXPECT_EQ(ParseJson(out.Lines().back()).value()["done"], 4000);
}

}  // namespace
}  // namespace rbench
