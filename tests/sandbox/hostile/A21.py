# A21: calls itself without end after it lifted the recursion limit. Calls of Python functions use
# the heap, not the stack.
import sys

sys.setrecursionlimit(1 << 30)


def deeper(n):
    return deeper(n + 1) + 1


deeper(0)
print("ESCAPED: came back")
