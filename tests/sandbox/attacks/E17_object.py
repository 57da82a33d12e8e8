# E17: right on the first call of an object only; class and module are left alone.
class Solution:
    def __init__(self):
        self.calls = 0

    def addTwo(self, a, b):
        self.calls += 1
        return a + b if self.calls == 1 else 0
