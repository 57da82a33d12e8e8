import sys
from itertools import accumulate


def main():
    k, r, shortest = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))[1:]
    before = [0] + [total % k for total in accumulate(numbers)]
    seen = [0] * k
    count = 0
    for end in range(shortest, len(before)):
        seen[before[end - shortest]] += 1
        count += seen[(before[end] - r) % k]
    print(count)


main()
