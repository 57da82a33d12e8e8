from typing import List


class Solution:
    def pairSum(self, nums: List[int]) -> int:
        kind, modulus = PARAMETERS
        n = len(nums)
        total = 0
        for bit in range(20):
            ones = sum(x >> bit & 1 for x in nums)
            both = ones * (ones - 1) // 2
            mixed = ones * (n - ones)
            pairs = [mixed, both, mixed + both][kind]
            total += pairs << bit
        return total % modulus
