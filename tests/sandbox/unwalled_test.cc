#include "sandbox/unwalled.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/cpu_clock.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

// In a process of its own, as in a slot: forks a family whose members leave their sessions and
// parents, ends it, and says with its exit status whether nobody is left.
int EndAFamily() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return 10;
  for (int i = 0; i < 4; ++i) {
    if (::fork() != 0) continue;
    ::setsid();
    ::signal(SIGTERM, SIG_IGN);
    if (::fork() != 0 && i % 2 == 0) ::_exit(0);  // its child goes to the subreaper
    // Forks short-lived children without end, one at a time.
    while (true) {
      if (::fork() == 0) ::_exit(0);
      ::waitpid(-1, nullptr, 0);
    }
  }
  ::usleep(50'000);
  EndDescendants();
  return ProcessTree(::getpid()).size() == 1 && ::waitpid(-1, nullptr, WNOHANG) == -1 ? 0 : 1;
}

TEST(Unwalled, EndDescendantsLeavesNobody) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(EndAFamily());
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST(Unwalled, EmptyFolderDeletesWhatLiesInIt) {
  TempFolder temp;
  std::filesystem::create_directories(temp / "kept");
  std::ofstream(temp / "kept/file") << "x";
  std::filesystem::create_directories(temp / "slot/a/b");
  std::ofstream(temp / "slot/a/b/file") << "x";
  std::filesystem::create_symlink(temp / "kept", temp / "slot/link");
  EmptyFolder(temp / "slot");
  EXPECT_TRUE(std::filesystem::is_directory(temp / "slot"));
  EXPECT_TRUE(std::filesystem::is_empty(temp / "slot"));
  EXPECT_TRUE(std::filesystem::exists(temp / "kept/file"));
  EmptyFolder(temp / "none");
}

TEST(Unwalled, TasksOfUserCountsOurs) { EXPECT_GE(TasksOfUser(), 1); }

}  // namespace
}  // namespace rbench
