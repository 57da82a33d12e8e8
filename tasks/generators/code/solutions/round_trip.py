import sys


def main():
    closed, sooner, later, factor = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    n = numbers[0]
    cost = [numbers[1 + i * n:1 + i * n + n] for i in range(n)]
    dear = [[c * factor for c in row] for row in cost]
    never = float("inf")
    best = [[never] * n for _ in range(1 << n)]
    best[1][0] = 0
    for cities in range(1, 1 << n, 2):
        legs = dear if bin(cities).count("1") % 2 == 0 else cost
        row = best[cities]
        for last in range(n):
            way = row[last]
            if way == never:
                continue
            leg = legs[last]
            for following in range(1, n):
                if cities >> following & 1:
                    continue
                if sooner and following == later - 1 and not cities >> (sooner - 1) & 1:
                    continue
                there = best[cities | 1 << following]
                if way + leg[following] < there[following]:
                    there[following] = way + leg[following]
    ends = best[-1]
    if closed:
        legs = dear if n % 2 == 0 else cost
        ends = [ends[last] + legs[last][0] for last in range(n)]
    print(min(ends))


main()
