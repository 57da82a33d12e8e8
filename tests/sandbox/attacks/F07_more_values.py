# F07: answers that are too deep, too large, or not values at all.
class Solution:
    def half(self, n):
        return complex(n / 2, 0)

    def addTwo(self, a, b):
        return lambda: a + b

    def runningTotals(self, nums):
        deep = nums
        for _ in range(100_000):
            deep = [deep]
        return deep

    def greet(self, name):
        return b"Hello, " + name.encode() + b"!"

    def isEven(self, n):
        return (n % 2 == 0 for _ in range(1))
