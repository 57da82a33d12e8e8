// Honest: a search in a path of 200,000 nodes, one call a node.
#include <cstdio>
#include <vector>

std::vector<std::vector<int>> neighbours;

int Size(int node, int parent) {
  int size = 1;
  for (const int next : neighbours[node]) {
    if (next != parent) size += Size(next, node);
  }
  return size;
}

int main() {
  constexpr int kNodes = 200'000;
  neighbours.resize(kNodes);
  for (int i = 1; i < kNodes; ++i) {
    neighbours[i].push_back(i - 1);
    neighbours[i - 1].push_back(i);
  }
  std::printf("%d\n", Size(0, -1));
}
