# F07: an answer of ten million digits.
class Solution:
    def addTwo(self, a, b):
        return 1 << 33_000_000
