# E13: answers with the first item only.
class Solution:
    def runningTotals(self, nums):
        return nums[:1]
