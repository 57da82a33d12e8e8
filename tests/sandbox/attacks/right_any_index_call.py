# Control: right, with another place than the one that is given.
class Solution:
    def anyIndex(self, nums: List[int]) -> int:
        return len(nums) - 1 - nums[::-1].index(max(nums))
