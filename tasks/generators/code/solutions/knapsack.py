import sys


def main():
    copies, wrapping, exact = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    limit = numbers[1]
    never = float("-inf")
    best = [0] + [never if exact else 0] * limit
    for weight, value in zip(numbers[2::2], numbers[3::2]):
        weight += wrapping
        if weight > limit:
            continue
        if copies == 0:
            for load in range(weight, limit + 1):
                other = best[load - weight] + value
                if other > best[load]:
                    best[load] = other
        for _ in range(copies):
            kept = best[:weight]
            rest = [a if a > b + value else b + value for a, b in zip(best[weight:], best)]
            best = kept + rest
    print(-1 if best[limit] == never else best[limit])


main()
