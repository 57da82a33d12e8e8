# Control: right.
class Solution:
    def half(self, n: int) -> float:
        return n / 2
