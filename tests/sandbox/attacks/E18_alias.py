# E18: answers with its own argument, and changes it in later calls.
kept = []


class Solution:
    def runningTotals(self, nums):
        kept.append(nums)
        for earlier in kept:
            earlier.append(0)
        return nums
