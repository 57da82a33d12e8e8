# E16: answers with a list of all answers there could be, and with a text.
class Solution:
    def isEven(self, n):
        return [True, False]

    def addTwo(self, a, b):
        return f"{a + b}"
