# E04: answers with a kind of list that shows other items whenever it is looked at, and whose
# metaclass says that it is a list.
class Meta(type):
    def __instancecheck__(cls, _):
        return True

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(list)


class Fickle(list, metaclass=Meta):
    looks = 0
    __class__ = list

    def __iter__(self):
        Fickle.looks += 1
        return iter(range(Fickle.looks))

    def __len__(self):
        Fickle.looks += 1
        return Fickle.looks % 4

    def __getitem__(self, at):
        return at


class Solution:
    def runningTotals(self, nums):
        return Fickle([9, 9, 9])
