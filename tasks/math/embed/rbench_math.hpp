#ifndef RBENCH_MATH_HPP_
#define RBENCH_MATH_HPP_

#include <rbench_math.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// C++17 over the C interface of rbench_math.h, whose contract holds here too.

namespace rbench::math {

enum class Decision {
  kEqual = RBENCH_MATH_EQUAL,
  kNotEqual = RBENCH_MATH_NOT_EQUAL,
  kUndecided = RBENCH_MATH_UNDECIDED,
  kUngraded = RBENCH_MATH_UNGRADED,
};

struct CheckResult {
  Decision decision;
  std::string reason;

  bool equal() const { return decision == Decision::kEqual; }
};

class Checker {
 public:
  // `policy` is JSON; empty = strict. Throws std::runtime_error for a policy or worker that cannot
  // be used.
  explicit Checker(const std::string& policy = "", const char* worker = nullptr) {
    char error[512];
    checker_.reset(rbench_math_open(policy.c_str(), worker, error, sizeof(error)));
    if (!checker_) throw std::runtime_error(error);
  }

  CheckResult Check(std::string_view gold, std::string_view answer) const {
    char reason[24];
    const rbench_math_decision decision =
        rbench_math_check(checker_.get(), gold.data(), gold.size(), answer.data(), answer.size(),
                          reason, sizeof(reason));
    return {static_cast<Decision>(decision), reason};
  }

  rbench_math_checker* get() const { return checker_.get(); }

 private:
  struct Close {
    void operator()(rbench_math_checker* checker) const { rbench_math_close(checker); }
  };
  std::unique_ptr<rbench_math_checker, Close> checker_;
};

// One check; for many, keep a Checker.
inline CheckResult Check(std::string_view gold, std::string_view answer,
                         const std::string& policy = "") {
  return Checker(policy).Check(gold, answer);
}

}  // namespace rbench::math

#endif
