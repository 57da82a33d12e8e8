from bisect import bisect_left, bisect_right
from typing import List


def sums_by_size(nums, modulus):
    groups = [[] for _ in range(modulus)]
    groups[0].append(0)
    for x in nums:
        groups = [groups[i] + [total + x for total in groups[i - 1]] for i in range(modulus)]
    return [sorted(group) for group in groups]


class Solution:
    def countSubsets(self, nums: List[int], low: int, high: int) -> int:
        modulus, remainder, inside = PARAMETERS
        if inside:
            low += 1
            high -= 1
        if low > high:
            return 0
        half = len(nums) // 2
        left = sums_by_size(nums[:half], modulus)
        right = sums_by_size(nums[half:], modulus)
        count = 0
        for size, totals in enumerate(left):
            others = right[(remainder - size) % modulus]
            for total in totals:
                count += bisect_right(others, high - total) - bisect_left(others, low - total)
        return count
