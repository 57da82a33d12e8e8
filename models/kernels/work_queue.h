#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "base/thread_team.h"

namespace rbench {

// Splits [0, count) over the team in several pieces a member, taken as members become free: on a
// machine that others use too, a member that loses its core must not hold up the rest. body(begin,
// end) as in ThreadTeam::ParallelFor.
template <typename Body>
void ForEachPiece(ThreadTeam& team, size_t count, const Body& body) {
  const size_t members = static_cast<size_t>(team.size());
  if (members == 1 || count <= 1) {
    if (count > 0) body(size_t{0}, count);
    return;
  }
  constexpr size_t kPiecesEach = 8;
  const size_t piece = std::max<size_t>(1, count / (members * kPiecesEach));
  std::atomic<size_t> next{0};
  const auto work = [&](size_t, size_t) {
    while (true) {
      const size_t begin = next.fetch_add(piece, std::memory_order_relaxed);
      if (begin >= count) return;
      body(begin, std::min(begin + piece, count));
    }
  };
  team.ParallelFor(std::min(members, count), 1, work);
}

}  // namespace rbench
