#include "tests/support/check_worker.h"

#include <csignal>
#include <string_view>

#include <gtest/gtest.h>

namespace rbench {

std::vector<std::string> TestWorkerCommand() { return {"/proc/self/exe", "check-worker"}; }

math::CheckWorkers& TestCheckWorkers() {
  static math::CheckWorkers workers(TestWorkerCommand());
  return workers;
}

}  // namespace rbench

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "check-worker") {
    return rbench::math::RunCheckWorker();
  }
  std::signal(SIGPIPE, SIG_IGN);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
