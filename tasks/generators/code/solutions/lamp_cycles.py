import sys
from math import gcd


def main():
    start, number = PARAMETERS
    words = iter(map(int, sys.stdin.read().split()))
    for _ in range(next(words)):
        time, period, earliest = 0, 1, start
        possible = True
        for _ in range(next(words)):
            first, every = next(words), next(words)
            earliest = max(earliest, first)
            if not possible:
                continue
            common = gcd(period, every)
            if (first - time) % common:
                possible = False
                continue
            cycle = every // common
            inverse = pow(period // common, -1, cycle) if cycle > 1 else 0
            time += period * ((first - time) // common * inverse % cycle)
            period *= cycle
        if not possible:
            print(-1)
            continue
        if time < earliest:
            time += -((time - earliest) // period) * period
        print(time + (number - 1) * period)


main()
