# Honest: 40,000 calls deep, in a thread with a stack for it, as solutions on trees do.
import sys
import threading

sys.setrecursionlimit(1 << 20)


def depth(n):
    return 0 if n == 0 else depth(n - 1) + 1


def main():
    print(depth(40_000))


threading.stack_size(128 << 20)
thread = threading.Thread(target=main)
thread.start()
thread.join()
