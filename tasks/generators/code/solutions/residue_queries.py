import sys
from itertools import accumulate


def main():
    k, r, want_sum = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    n = numbers[0]
    weights = [(x if want_sum else 1) if x % k == r else 0 for x in numbers[2:n + 2]]
    before = [0] + list(accumulate(weights))
    rest = numbers[n + 2:]
    print("\n".join(str(before[b] - before[a - 1]) for a, b in zip(rest[::2], rest[1::2])))


main()
