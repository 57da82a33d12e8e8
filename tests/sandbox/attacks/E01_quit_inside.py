# E01: quits when it is called.
import os
import sys


class Solution:
    def addTwo(self, a, b):
        quit()


def add_two(a, b):
    quit()
