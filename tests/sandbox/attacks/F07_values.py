# F07: answers that no plain form has.
class Solution:
    def half(self, n):
        return float("nan")

    def addTwo(self, a, b):
        return 10**400

    def runningTotals(self, nums):
        loop = []
        loop.append(loop)
        return loop

    def greet(self, name):
        return "\ud800"

    def isEven(self, n):
        return NotImplemented
