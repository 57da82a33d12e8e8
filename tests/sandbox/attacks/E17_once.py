# E17: right on the first call of a process only.
calls = 0


class Solution:
    def addTwo(self, a, b):
        global calls
        calls += 1
        return a + b if calls == 1 else 0
