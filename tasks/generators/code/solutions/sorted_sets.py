from collections import Counter
from typing import List


class Solution:
    def combine(self, a: List[int], b: List[int]) -> List[int]:
        kind, falling, times = PARAMETERS
        left = {x for x, count in Counter(a).items() if count >= times}
        right = {x for x, count in Counter(b).items() if count >= times}
        result = [left & right, left ^ right, left - right, left | right][kind]
        return sorted(result, reverse=falling == 1)
