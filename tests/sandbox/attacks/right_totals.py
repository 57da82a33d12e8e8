# Control: right, with the names that starter code uses.
class Solution:
    def runningTotals(self, nums: List[int]) -> List[int]:
        return list(itertools.accumulate(nums))
