import sys
from collections import Counter


def main():
    batch, rest = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    wanted = numbers[1]
    machines = [(a, batch * a + rest, count) for a, count in Counter(numbers[2:]).items()]
    fastest = min(numbers[2:])
    low, high = 0, wanted * fastest + wanted // batch * rest
    while high - low > 1:
        middle = (low + high) // 2
        items = 0
        for a, cycle, count in machines:
            full, part = divmod(middle, cycle)
            items += count * (full * batch + min(batch, part // a))
        if items >= wanted:
            high = middle
        else:
            low = middle
    print(high)


main()
