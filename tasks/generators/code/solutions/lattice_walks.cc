#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: prime modulus, 1 to avoid the point and 0 to visit it, colours of a step to the
// right.

namespace rbench {
namespace {

std::int64_t PowerOf(std::int64_t base, std::int64_t exponent, std::int64_t modulus) {
  std::int64_t result = 1;
  for (base %= modulus; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

}  // namespace

void LatticeWalks(std::istream& in, std::ostream& out,
                  const std::vector<std::int64_t>& parameters) {
  const std::int64_t modulus = parameters[0];
  const bool avoid = parameters[1] == 1;
  struct Query {
    int n, m, x, y;
  };
  int count = 0;
  in >> count;
  std::vector<Query> queries(count);
  int largest = 0;
  for (Query& query : queries) {
    in >> query.n >> query.m >> query.x >> query.y;
    largest = std::max(largest, query.n + query.m);
  }
  std::vector<std::int64_t> factorial(largest + 1, 1), inverse(largest + 1, 1);
  for (int i = 1; i <= largest; ++i) factorial[i] = factorial[i - 1] * i % modulus;
  inverse[largest] = PowerOf(factorial[largest], modulus - 2, modulus);
  for (int i = largest; i > 0; --i) inverse[i - 1] = inverse[i] * i % modulus;
  const auto walks = [&](int right, int up) {
    return factorial[right + up] * inverse[right] % modulus * inverse[up] % modulus;
  };
  for (const auto& [n, m, x, y] : queries) {
    const std::int64_t through = walks(x, y) * walks(n - x, m - y) % modulus;
    const std::int64_t shapes = avoid ? (walks(n, m) - through + modulus) % modulus : through;
    out << shapes * PowerOf(parameters[2], n, modulus) % modulus << '\n';
  }
}

}  // namespace rbench
