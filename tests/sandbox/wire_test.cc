#include "sandbox/wire.h"

#include <cmath>
#include <limits>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rbench::wire {
namespace {

class Wire : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_), 0);
  }
  void TearDown() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  static int OpenDescriptors() {
    int open = 0;
    for (int fd = 0; fd < 256; ++fd) open += ::fcntl(fd, F_GETFD) >= 0;
    return open;
  }
  int ends_[2];
};

TEST_F(Wire, MessagesArriveWithTheirDescriptors) {
  RunMessage run;
  run.id = 77;
  run.limits.cpu_s = 2.5;
  const int fds[] = {0, 1};
  ASSERT_TRUE(Send(ends_[0], run, fds));
  RunMessage got;
  Received received;
  ASSERT_TRUE(Receive(ends_[1], got, received));
  EXPECT_EQ(got.id, 77u);
  EXPECT_EQ(got.limits, run.limits);
  ASSERT_EQ(received.num_fds, 2);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(::fcntl(received.fds[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    ::close(received.fds[i]);
  }
}

TEST_F(Wire, WrongSizesAreRefusedAndTheirDescriptorsClosed) {
  const int before = OpenDescriptors();
  const int fds[] = {0, 1, 2};
  const char small[] = "small";
  ASSERT_TRUE(Send(ends_[0], small, sizeof(small), fds));
  RunMessage run;
  Received received;
  EXPECT_FALSE(Receive(ends_[1], run, received));
  EXPECT_EQ(received.num_fds, 0);
  char large[sizeof(RunMessage) + 1] = {};
  ASSERT_TRUE(Send(ends_[0], large, sizeof(large), fds));
  EXPECT_FALSE(Receive(ends_[1], run, received));
  EXPECT_EQ(OpenDescriptors(), before);
}

TEST_F(Wire, TheEndIsSeen) {
  ::shutdown(ends_[0], SHUT_WR);
  RunMessage run;
  Received received;
  EXPECT_FALSE(Receive(ends_[1], run, received));
  EXPECT_EQ(received.bytes, 0);
  ::close(ends_[1]);
  EXPECT_FALSE(Send(ends_[0], run));  // and no SIGPIPE
  ends_[1] = ::dup(ends_[0]);
}

TEST(WirePlausible, Table) {
  const RunMessage good;
  EXPECT_TRUE(Plausible(good));
  const auto refused = [&](auto change) {
    RunMessage run = good;
    change(run);
    return !Plausible(run);
  };
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(refused([](RunMessage& r) { r.version = 0; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.work = static_cast<Work>(0); }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.work = static_cast<Work>(5); }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.cpu_s = 0; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.cpu_s = -1; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.cpu_s = std::nan(""); }));
  EXPECT_TRUE(refused([&](RunMessage& r) { r.limits.cpu_s = infinity; }));
  EXPECT_TRUE(refused([&](RunMessage& r) { r.limits.wall_s = infinity; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.wall_s = -0.1; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.memory_bytes = 0; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.memory_bytes = -1; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.memory_bytes = INT64_MAX; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.output_bytes = -1; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.output_bytes = INT64_MAX; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.error_bytes = INT64_MAX; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.file_bytes = -1; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.files = -1; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.tasks = 0; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.tasks = INT32_MAX; }));
  EXPECT_TRUE(refused([](RunMessage& r) { r.limits.open_files = 2; }));
}

}  // namespace
}  // namespace rbench::wire
