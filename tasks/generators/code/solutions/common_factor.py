from math import gcd
from typing import List


class Solution:
    def countSharing(self, nums: List[int]) -> int:
        m, wanted = PARAMETERS
        return sum(gcd(x, m) == wanted for x in nums)
