# E11: cancels every timer and replaces every handler, and answers rightly but late.
import signal
import time


def late(value):
    signal.alarm(0)
    for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
        signal.setitimer(timer, 0)
    for name in ("SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU", "SIGTERM"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    end = time.process_time() + 20
    while time.process_time() < end:
        pass
    return value


class Solution:
    def addTwo(self, a, b):
        return late(a + b)


def add_two(a, b):
    return late(a + b)


if __name__ == "__main__":
    try:
        input()
        print(late(sum(map(int, input().split()))))
    except EOFError:
        pass
