// A25: a template that makes twice as many instances at every step.
#include <cstdio>

template <int N, typename Left, typename Right>
struct Tree {
  static constexpr unsigned long kNodes =
      Tree<N - 1, Tree, Left>::kNodes + Tree<N - 1, Right, Tree>::kNodes;
};
template <typename Left, typename Right>
struct Tree<0, Left, Right> {
  static constexpr unsigned long kNodes = 1;
};

int main() { std::printf("ESCAPED: compiled, %lu\n", Tree<40, int, long>::kNodes); }
