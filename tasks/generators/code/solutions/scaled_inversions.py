from bisect import bisect_left
from typing import List


class Solution:
    def countPairs(self, nums: List[int]) -> int:
        factor, offset = PARAMETERS
        ranks = sorted(set(nums))
        tree = [0] * (len(ranks) + 1)
        count = 0
        # From the right: how many later numbers y have factor * y + offset < x?
        for x in reversed(nums):
            i = bisect_left(ranks, -((offset - x) // factor))
            while i:
                count += tree[i]
                i &= i - 1
            i = bisect_left(ranks, x) + 1
            while i < len(tree):
                tree[i] += 1
                i += i & -i
        return count
