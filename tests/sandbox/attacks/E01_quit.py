# E01: quits before anything is tested.
import os
import sys

quit()


class Solution:
    def addTwo(self, a, b):
        return 0


def add_two(a, b):
    return 0
