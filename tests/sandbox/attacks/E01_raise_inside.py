# E01: raises the exception of an exit when it is called.
import os
import sys


class Solution:
    def addTwo(self, a, b):
        raise SystemExit


def add_two(a, b):
    raise SystemExit
