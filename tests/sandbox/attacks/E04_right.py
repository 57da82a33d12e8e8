# E04: answers with a kind of int that holds the right number and does nothing else: a serialiser
# may take it or refuse it, it may not fail.
class Number(int):
    pass


class Solution:
    def addTwo(self, a, b):
        return Number(a + b)
