#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <linux/filter.h>

#include "sandbox/container.h"
#include "sandbox/wire.h"

// A slot: a process inside its container (container.h) that runs one untrusted program after the
// other. Each run has fresh process, mount and IPC namespaces with a small init as process 1. They
// are made before the run is there: init mounts the scratch folder and makes process 2, which waits
// for the run and becomes the program (program_process.h). Init waits for its end, ends whatever it
// left behind, and says how it ended. The program is not process 1, so that its own signals mean
// what they mean elsewhere. When init ends, the kernel ends and reaps everything of the run.

namespace rbench {

// What the program's process does once limits, descriptors and privileges are as they should be.
class Program {
 public:
  virtual ~Program() = default;
  // Most bytes of the file kProduct that a run leaves to be kept; 0: runs leave nothing.
  virtual int64_t product_bytes() const { return 0; }
  // Before the processes of a run are made, in the slot, and after it in slot and program.
  virtual void BeforeFork() {}
  virtual void AfterForkInSlot() {}
  virtual void AfterForkInProgram() {}
  // In the program's process: descriptors 0 to 2 are the run's; `program` is what it was given,
  // `report` takes a wire::SlotDone where the program cannot start, `channel` is -1 or leads to the
  // broker. Must close the first two before untrusted code runs. Does not return.
  [[noreturn]] virtual void Run(int program, int report, int channel) = 0;
};

// Executes a static or dynamic binary: `arguments` with the environment of BoxEnvironment.
class BinaryProgram : public Program {
 public:
  // An empty path means that the descriptor `program` itself is executed.
  explicit BinaryProgram(std::string path = "", std::vector<std::string> arguments = {"program"},
                         int64_t product_bytes = 0)
      : path_(std::move(path)), arguments_(std::move(arguments)), product_bytes_(product_bytes) {}
  int64_t product_bytes() const override { return product_bytes_; }
  [[noreturn]] void Run(int program, int report, int channel) override;

 private:
  const std::string path_;
  const std::vector<std::string> arguments_;
  const int64_t product_bytes_;
};

// Where a compiler leaves what it built: in the scratch folder, where every run begins.
inline constexpr const char* kProduct = "program";

// Serves runs until the socket closes; the exit status of the slot's process. `filter` is loaded by
// every program (seccomp_filter.h). Runs have namespaces only where these are the walls.
int ServeSlot(int socket, const std::vector<sock_filter>& filter, Program& program, Walls walls);

// The environment of every untrusted program.
char** BoxEnvironment();

}  // namespace rbench
