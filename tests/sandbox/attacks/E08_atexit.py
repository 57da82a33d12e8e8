# E08: gives a wrong answer, and at its end another to everybody who may listen.
import atexit
import os
import signal


def again(*_):
    for number in range(64):
        try:
            os.write(number, b"3\n42\n0\n1111111110\n")
        except OSError:
            pass


atexit.register(again)
for number in (signal.SIGTERM, signal.SIGXCPU, signal.SIGPIPE, signal.SIGALRM):
    signal.signal(number, again)


class Solution:
    def addTwo(self, a, b):
        return 0

    def __del__(self):
        again()
