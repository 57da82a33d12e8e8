# E10: swallows every exception that could end it, and answers rightly but late.
import time


def late(value):
    end = time.process_time() + 20
    while time.process_time() < end:
        try:
            while time.process_time() < end:
                pass
        except BaseException:
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
