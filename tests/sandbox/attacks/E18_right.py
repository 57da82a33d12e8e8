# E18: empties its argument before a right answer.
class Solution:
    def runningTotals(self, nums):
        answer = [sum(nums[: i + 1]) for i in range(len(nums))]
        nums.clear()
        return answer
