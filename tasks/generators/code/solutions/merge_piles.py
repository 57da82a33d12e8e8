import sys
from itertools import accumulate


def main():
    kind, fee, dearest = PARAMETERS
    sizes = list(map(int, sys.stdin.read().split()))[1:]
    n = len(sizes)
    before = [0] + list(accumulate(sizes))
    cost = [lambda a, b: a + b, max, min, lambda a, b: abs(a - b)][kind]
    choose = max if dearest else min
    best = [[0] * (n + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        start = before[i]
        row = best[i]
        for j in range(i + 2, n + 1):
            end = before[j]
            row[j] = fee + choose(
                row[s] + best[s][j] + cost(before[s] - start, end - before[s])
                for s in range(i + 1, j))
    print(best[0][n])


main()
