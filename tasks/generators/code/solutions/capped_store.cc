#include <algorithm>
#include <cstdint>
#include <istream>
#include <ostream>
#include <vector>

// parameters: capacity, 1 if an order is carried out as far as it goes and 0 if it is refused
// whole.

namespace rbench {

void CappedStore(std::istream& in, std::ostream& out, const std::vector<std::int64_t>& parameters) {
  int orders = 0;
  in >> orders;
  std::int64_t stock = 0, missed = 0;
  while (orders-- > 0) {
    char kind = ' ';
    std::int64_t amount = 0;
    in >> kind >> amount;
    const std::int64_t possible = kind == '+' ? parameters[0] - stock : stock;
    std::int64_t done = std::min(amount, possible);
    if (parameters[1] == 1) {
      missed += amount - done;
    } else if (done < amount) {
      done = 0;
      ++missed;
    }
    stock += kind == '+' ? done : -done;
  }
  out << stock << ' ' << missed << '\n';
}

}  // namespace rbench
