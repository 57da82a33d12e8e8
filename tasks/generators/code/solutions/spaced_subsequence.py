from bisect import bisect_right
from typing import List


class Solution:
    def longestSpaced(self, nums: List[int]) -> int:
        gap, falling = PARAMETERS
        ends = []  # ends[n]: the least last number of a chain of n + 1 numbers
        for x in nums:
            if falling:
                x = -x
            length = bisect_right(ends, x - gap)
            if length == len(ends):
                ends.append(x)
            elif x < ends[length]:
                ends[length] = x
        return len(ends)
