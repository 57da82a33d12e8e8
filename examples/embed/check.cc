// Rewards for a batch of answers, in C++.
#include <cstdio>

#include <rbench_math.hpp>

int main() {
  const rbench::math::Checker checker(R"({"units": "ignore"})");
  const struct {
    const char* gold;
    const char* answer;
  } kBatch[] = {
      {"\\frac{1}{3}", "0.\\overline{3}"},
      {"\\sqrt{2}+\\sqrt{3}", "\\sqrt{5+2\\sqrt{6}}"},
      {"(-\\infty, 2]", "(-\\infty, 2)"},
      {"10 \\text{ cm}", "10"},
  };
  for (const auto& pair : kBatch) {
    const rbench::math::CheckResult result = checker.Check(pair.gold, pair.answer);
    // Undecided earns nothing; ungraded is no verdict and should be tried again or left out.
    std::printf("%.1f %s %s\n", result.equal() ? 1.0 : 0.0, result.reason.c_str(), pair.answer);
  }
  return rbench::math::Check("2", "\\sqrt{4}").equal() ? 0 : 1;
}
