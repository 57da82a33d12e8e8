# A21: as A21, through a function in C, so that the stack is what runs out.
import sys

sys.setrecursionlimit(1 << 30)


def deeper(n):
    return list(map(deeper, [n + 1]))


deeper(0)
print("ESCAPED: came back")
