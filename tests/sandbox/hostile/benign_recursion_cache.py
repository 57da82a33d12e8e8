# Honest: a cached function 10,000 calls deep in the main thread, where every call uses the C stack.
import sys
from functools import lru_cache

sys.setrecursionlimit(1 << 20)


@lru_cache(maxsize=None)
def steps(n):
    return 0 if n == 0 else steps(n - 1) + 1


print(steps(10_000))
