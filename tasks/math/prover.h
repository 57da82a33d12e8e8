#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "tasks/math/exact/exact.h"

// Proofs that cost what no estimate covers, and may end in an abort inside a library.

namespace rbench::math {

class Prover {
 public:
  enum class Answer {
    kEqual,
    kDifferent,
    kUnknown,     // the method has no proof
    kBound,       // a limit, the fuel, an abort: undecided
    kUnavailable  // no worker could be started
  };
  virtual ~Prover() = default;
  // Burns of `fuel`, in bytes of allocation, what the proof takes; all of it where a worker ends.
  virtual Answer Prove(const exact_program& program, uint32_t a, uint32_t b, int64_t& fuel) = 0;
};

// Proves in this process, and burns no fuel: for tests.
class DirectProver : public Prover {
 public:
  Answer Prove(const exact_program& program, uint32_t a, uint32_t b, int64_t& fuel) override;
};

// How often check workers ended early, over the life of a pool.
struct ProverCounts {
  int64_t proofs = 0;
  int64_t workers_started = 0;
  int64_t out_of_fuel = 0;  // allocation fuel or memory limit
  int64_t aborted = 0;      // killed by a signal or an unexpected exit
  int64_t backstops = 0;    // 2 s of CPU time: must stay 0
};

// Helper processes that prove. Thread-safe: every Prove takes a free worker or starts one. A worker
// that dies is replaced at the next question. A child made by fork() gets workers of its own.
class CheckWorkers : public Prover {
 public:
  // `command`: program and arguments that end in RunCheckWorker. Nothing is started yet.
  explicit CheckWorkers(std::vector<std::string> command);
  ~CheckWorkers() override;
  // Starts `count` workers now, before threads exist and memory grows.
  Status Start(int count);
  Answer Prove(const exact_program& program, uint32_t a, uint32_t b, int64_t& fuel) override;
  ProverCounts counts() const;

 private:
  class Pool;
  // The pool of this process.
  Pool& pool() const;
  const std::vector<std::string> command_;
  mutable std::atomic<Pool*> pool_;
};

// The main loop of a check worker: reads questions from descriptor 0 and answers on descriptor 1
// until end of file. Sets memory limit, allocation fuel and CPU-time backstop. Returns the exit
// status.
int RunCheckWorker();

// What the proofs of one check may burn together; then what one question may use.
inline constexpr int64_t kFuelBytes = 6 << 20;
inline constexpr int64_t kWorkerMemoryBytes = 256 << 20;
inline constexpr double kBackstopSeconds = 2;

}  // namespace rbench::math
