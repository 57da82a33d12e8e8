// Honest: reads and answers with streams, includes everything.
#include <bits/stdc++.h>
using namespace std;

int main() {
  ios::sync_with_stdio(false);
  cin.tie(nullptr);
  string line;
  while (getline(cin, line)) cout << line << '\n';
  vector<thread> none;
  map<string, int> words{{"a", 1}};
  cout << words.size() + none.size() << endl;
}
