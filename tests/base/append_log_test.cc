#include "base/append_log.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.h"
#include "tests/base/temp_folder.h"

namespace rbench {
namespace {

std::unique_ptr<AppendLog> MustOpen(const std::string& path, const AppendLogOptions& options = {}) {
  Result<std::unique_ptr<AppendLog>> log = AppendLog::Open(path, options);
  EXPECT_TRUE(log) << (log ? "" : log.error().message);
  return log ? *std::move(log) : nullptr;
}

TEST(AppendLog, LinesStayInOrderOverReopening) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  {
    const auto log = MustOpen(path);
    EXPECT_TRUE(log->Append("one"));
    EXPECT_TRUE(log->Append(""));
    EXPECT_TRUE(log->Flush());
    EXPECT_EQ(ReadFile(path).value(), "one\n\n");
    EXPECT_TRUE(log->Close());
    EXPECT_FALSE(log->Append("late").has_value());
    EXPECT_TRUE(log->Close());
  }
  const auto log = MustOpen(path);
  EXPECT_EQ(log->torn_bytes(), 0u);
  EXPECT_TRUE(log->Append("two"));
  EXPECT_TRUE(log->Close());
  EXPECT_EQ(ReadFile(path).value(), "one\n\ntwo\n");
}

TEST(AppendLog, TornTailIsCutAtEveryByte) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  const std::string whole = "{\"a\":1}\n{\"b\":22}\n\n{\"c\":333}\n";
  for (size_t length = 0; length <= whole.size(); ++length) {
    const std::string torn = whole.substr(0, length);
    ASSERT_TRUE(WriteFileAtomic(path, torn));
    const auto log = MustOpen(path);
    const size_t kept = torn.rfind('\n') == std::string::npos ? 0 : torn.rfind('\n') + 1;
    EXPECT_EQ(log->torn_bytes(), length - kept);
    EXPECT_TRUE(log->Append("next"));
    EXPECT_TRUE(log->Close());
    EXPECT_EQ(ReadFile(path).value(), torn.substr(0, kept) + "next\n");
  }
}

TEST(AppendLog, TornTailLongerThanOneBlock) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  for (const size_t tail : {4095, 4096, 4097, 20000}) {
    ASSERT_TRUE(WriteFileAtomic(path, "head\n" + std::string(tail, 'x')));
    EXPECT_EQ(MustOpen(path)->torn_bytes(), tail);
    EXPECT_EQ(ReadFile(path).value(), "head\n");
  }
}

TEST(AppendLog, SecondWriterIsRefused) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  auto log = MustOpen(path);
  EXPECT_TRUE(log->Append("torn?"));
  const auto second = AppendLog::Open(path);
  ASSERT_FALSE(second.has_value());
  EXPECT_NE(second.error().message.find("another process"), std::string::npos);
  log.reset();
  EXPECT_TRUE(AppendLog::Open(path).has_value());
  EXPECT_FALSE(AppendLog::Open(folder.path()).has_value());
  EXPECT_FALSE(AppendLog::Open(folder.File("no/such/folder")).has_value());
}

TEST(AppendLog, ManyThreads) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  const auto log = MustOpen(path, {.fsync_every_ms = 1, .fsync_every_bytes = 64});
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kLines; ++i) {
        EXPECT_TRUE(log->Append(fmt::format("{} {} {}", t, i, std::string(50, 'x'))));
        if (i % 50 == 0) {
          EXPECT_TRUE(log->Flush());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(log->Close());
  const std::string text = ReadFile(path).value();
  std::map<int, int> next;
  size_t lines = 0;
  for (size_t at = 0; at < text.size(); ++lines) {
    const size_t end = text.find('\n', at);
    int thread = -1;
    int index = -1;
    ASSERT_EQ(std::sscanf(text.c_str() + at, "%d %d", &thread, &index), 2);
    EXPECT_EQ(index, next[thread]++);  // each thread's own order is kept
    at = end + 1;
  }
  EXPECT_EQ(lines, static_cast<size_t>(kThreads * kLines));
}

// Runs `body` in a child; returns its wait status.
template <typename Body>
int InChild(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    ::_exit(99);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(AppendLog, KillLosesNothingThatAppendTook) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  const int status = InChild([&] {
    auto log = AppendLog::Open(path, {.fsync_every_ms = 100000});
    for (int i = 0; i < 100; ++i) (void)(*log)->Append(fmt::format("line {}", i));
    ::kill(::getpid(), SIGKILL);
  });
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto log = MustOpen(path);  // the lock went with the process
  EXPECT_EQ(log->torn_bytes(), 0u);
  const std::string text = ReadFile(path).value();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 100);
}

TEST(AppendLog, AWriteErrorIsKeptAndLeavesWholeLines) {
  const TempFolder folder;
  const std::string path = folder.File("log");
  const int status = InChild([&] {
    // A bound on the file's size stands for a full disk: a part of the line is written, then an
    // error.
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {1000, 1000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
    auto log = AppendLog::Open(path);
    if (!log) ::_exit(2);
    const std::string line(299, 'x');
    for (int i = 0; i < 3; ++i) {
      if (!(*log)->Append(line)) ::_exit(3);
    }
    const Status failed = (*log)->Append(line);
    if (failed) ::_exit(4);
    if (failed.error().code != ErrorCode::kIo) ::_exit(5);
    if (failed.error().message.find(path) == std::string::npos) ::_exit(6);
    if ((*log)->Append("s")) ::_exit(7);  // it would fit, but the error is kept
    if ((*log)->Flush()) ::_exit(8);
    if ((*log)->Close()) ::_exit(9);
    ::_exit(0);
  });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(ReadFile(path).value().size(), 900u);
}

TEST(AppendLog, FullDeviceIsRefusedOrReported) {
  // /dev/full is no regular file, so it is refused at once.
  EXPECT_FALSE(AppendLog::Open("/dev/full").has_value());
}

TEST(AppendLogDeathTest, ALineWithANewlineIsABug) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const TempFolder folder;
  EXPECT_DEATH((void)MustOpen(folder.File("log"))->Append("a\nb"), "check failed");
}

}  // namespace
}  // namespace rbench
