from typing import List


class Solution:
    def kthDistinct(self, nums: List[int]) -> int:
        k, smallest, fallback = PARAMETERS
        distinct = sorted(set(nums), reverse=not smallest)
        if len(distinct) >= k:
            return distinct[k - 1]
        return distinct[-1] if fallback else -1
