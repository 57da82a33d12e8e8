#include <algorithm>
#include <map>
#include <queue>
#include <string>
#include <tuple>

#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Solvers of the function form over texts, trees and graphs. The parameters are explained where the
// families are made.

namespace rbench {

Json MovingShift(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  auto text = arguments[0].get<std::string>();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    const int64_t shift = (p[0] * static_cast<int64_t>(i) + p[1]) % 26;
    text[i] = static_cast<char>('a' + (text[i] - 'a' + (p[2] == 1 ? 26 - shift : shift)) % 26);
  }
  return text;
}

Json FavouriteWord(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  struct Use {
    int64_t count = 0;
    int64_t first = 0;
    int64_t last = 0;
  };
  std::map<std::string, Use> uses;
  int64_t place = 0;
  for (const auto& word : arguments[0].get<std::vector<std::string>>()) {
    ++place;
    if (static_cast<int64_t>(word.size()) < p[1]) continue;
    Use& use = uses[word];
    if (use.count++ == 0) use.first = place;
    use.last = place;
  }
  const std::string* best = nullptr;
  Use best_use;
  // In alphabetical order: a later word replaces an equal one only for tie rule 1.
  for (const auto& [word, use] : uses) {
    const int64_t lead = (use.count - best_use.count) * (p[2] == 1 ? -1 : 1);
    const bool wins_tie = p[0] == 1 || (p[0] == 2 && use.first < best_use.first) ||
                          (p[0] == 3 && use.last > best_use.last);
    if (best == nullptr || lead > 0 || (lead == 0 && wins_tie)) {
      best = &word;
      best_use = use;
    }
  }
  return best == nullptr ? "" : *best;
}

Json LimitedWindow(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto text = arguments[0].get<std::string>();
  const auto vowel = [](char c) { return std::string_view("aeiou").find(c) != std::string::npos; };
  int64_t counts[256] = {};
  int64_t used = 0;
  size_t left = 0, best = 0;
  for (size_t right = 0; right < text.size(); ++right) {
    const char c = text[right];
    if (p[0] == 0 && counts[static_cast<unsigned char>(c)]++ == 0) ++used;
    if (p[0] == 1 && vowel(c)) ++used;
    if (p[0] == 2 && right > left && text[right - 1] == c) ++used;
    for (; used > p[1]; ++left) {
      const char gone = text[left];
      if (p[0] == 0 && --counts[static_cast<unsigned char>(gone)] == 0) --used;
      if (p[0] == 1 && vowel(gone)) --used;
      if (p[0] == 2 && text[left + 1] == gone) --used;
    }
    best = std::max(best, right + 1 - left);
  }
  return best;
}

Json OddPrecedence(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto text = arguments[0].get<std::string>();
  const int64_t modulus = p[3];
  Numbers values;
  std::string operators;
  const auto rank = [&](char c) { return c == '+' ? p[0] : c == '-' ? p[1] : p[2]; };
  const auto apply = [&] {
    const int64_t right = values.back();
    values.pop_back();
    int64_t& left = values.back();
    switch (operators.back()) {
      case '+':
        left = (left + right) % modulus;
        break;
      case '-':
        left = (left - right + modulus) % modulus;
        break;
      default:
        left = left * right % modulus;
        break;
    }
    operators.pop_back();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      int64_t number = 0;
      for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        number = (number * 10 + (text[i] - '0')) % modulus;
      }
      --i;
      values.push_back(number);
    } else if (c == '(') {
      operators += c;
    } else if (c == ')') {
      while (operators.back() != '(') apply();
      operators.pop_back();
    } else {
      while (!operators.empty() && operators.back() != '(' && rank(operators.back()) >= rank(c)) {
        apply();
      }
      operators += c;
    }
  }
  while (!operators.empty()) apply();
  return values[0];
}

Json SubtreeCounts(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto parent = arguments[0].get<Numbers>();
  const auto value = arguments[1].get<Numbers>();
  std::vector<std::vector<size_t>> children(parent.size());
  std::vector<size_t> order;
  for (size_t node = 0; node < parent.size(); ++node) {
    if (parent[node] < 0) {
      order.push_back(node);
    } else {
      children[static_cast<size_t>(parent[node])].push_back(node);
    }
  }
  for (size_t i = 0; i < order.size(); ++i) {
    for (const size_t child : children[order[i]]) order.push_back(child);
  }
  Numbers counts(parent.size());
  for (size_t i = order.size(); i-- > 0;) {
    const size_t node = order[i];
    counts[node] += value[node] % p[0] == p[1];
    if (parent[node] >= 0) counts[static_cast<size_t>(parent[node])] += counts[node];
  }
  return counts;
}

Json FreeTickets(const std::vector<Json>& arguments, const std::vector<int64_t>& p) {
  const auto n = arguments[0].get<size_t>();
  const auto tickets = static_cast<size_t>(p[0]);
  std::vector<std::vector<std::pair<size_t, int64_t>>> flights(n);
  for (const auto& edge : arguments[1].get<std::vector<Numbers>>()) {
    const auto a = static_cast<size_t>(edge[0]);
    const auto b = static_cast<size_t>(edge[1]);
    flights[a].emplace_back(b, edge[2]);
    if (p[3] == 0) flights[b].emplace_back(a, edge[2]);
  }
  const auto reduced = [&](int64_t price) {
    return p[1] == 0 ? 0 : p[1] == 1 ? price / 2 : std::max<int64_t>(0, price - p[2]);
  };
  // Dijkstra over (city, tickets used).
  std::vector<std::vector<int64_t>> cost(n, Numbers(tickets + 1, -1));
  using Entry = std::tuple<int64_t, size_t, size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  open.emplace(0, 0, 0);
  while (!open.empty()) {
    const auto [so_far, city, used] = open.top();
    open.pop();
    if (city == n - 1) return so_far;
    if (cost[city][used] != -1) continue;
    cost[city][used] = so_far;
    for (const auto& [to, price] : flights[city]) {
      if (cost[to][used] == -1) open.emplace(so_far + price, to, used);
      if (used < tickets && cost[to][used + 1] == -1) {
        open.emplace(so_far + reduced(price), to, used + 1);
      }
    }
  }
  return -1;
}

}  // namespace rbench
