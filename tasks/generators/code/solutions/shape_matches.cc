#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

// parameters: size of the alphabet, 1 to print the first place too. Two words have the same shape
// if the steps between their neighbouring letters agree, so the steps are searched (Knuth, Morris
// and Pratt).

namespace rbench {

void ShapeMatches(std::istream& in, std::ostream& out,
                  const std::vector<std::int64_t>& parameters) {
  const int letters = static_cast<int>(parameters[0]);
  std::string text, pattern;
  in >> text >> pattern;
  const auto steps_of = [&](const std::string& word) {
    std::vector<int> steps;
    for (std::size_t i = 1; i < word.size(); ++i) {
      steps.push_back((word[i] - word[i - 1] + letters) % letters);
    }
    return steps;
  };
  std::int64_t count = 0;
  std::size_t first = 0;
  if (pattern.size() == 1) {
    count = static_cast<std::int64_t>(text.size());
    first = 1;
  } else {
    const std::vector<int> where = steps_of(text), what = steps_of(pattern);
    std::vector<std::size_t> border(what.size(), 0);
    for (std::size_t i = 1, have = 0; i < what.size(); ++i) {
      while (have > 0 && what[i] != what[have]) have = border[have - 1];
      if (what[i] == what[have]) ++have;
      border[i] = have;
    }
    for (std::size_t i = 0, have = 0; i < where.size(); ++i) {
      while (have > 0 && (have == what.size() || where[i] != what[have])) have = border[have - 1];
      if (where[i] == what[have]) ++have;
      if (have == what.size()) {
        if (count++ == 0) first = i + 2 - have;
        have = border[have - 1];
      }
    }
  }
  out << count;
  if (parameters[1] == 1) out << ' ' << first;
  out << '\n';
}

}  // namespace rbench
