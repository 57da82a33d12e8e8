from typing import List


class Solution:
    def countSplits(self, nums: List[int]) -> int:
        kind, k = PARAMETERS
        total = sum(nums)
        left = count = 0
        for x in nums[:-1]:
            left += x
            lead = left - (total - left)
            if kind == 0:
                count += abs(lead) <= k
            elif kind == 1:
                count += lead >= k
            else:
                count += -lead >= k
        return count
