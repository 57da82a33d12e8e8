# F07: an answer of a hundred million items, all of them one.
class Solution:
    def runningTotals(self, nums):
        row = [0] * 10_000
        return [row] * 10_000
