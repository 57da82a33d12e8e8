from typing import List


class Solution:
    def winningMoves(self, piles: List[int]) -> int:
        takes = PARAMETERS
        grundy = [0] * (max(piles) + 1)
        for size in range(1, len(grundy)):
            reached = {grundy[size - take] for take in takes if take <= size}
            value = 0
            while value in reached:
                value += 1
            grundy[size] = value
        total = 0
        for size in piles:
            total ^= grundy[size]
        count = 0
        for size in piles:
            rest = total ^ grundy[size]
            count += sum(take <= size and grundy[size - take] == rest for take in takes)
        return count
