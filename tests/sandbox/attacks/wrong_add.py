# Control: wrong on the last test only.
class Solution:
    def addTwo(self, a: int, b: int) -> int:
        return a + b if a < 1000 else 7
