import sys
from functools import lru_cache

K, R, RULE, DIGIT = PARAMETERS


def allowed(last, following):
    if RULE == 1:
        return last != following
    if RULE == 2:
        return following != DIGIT
    return True


@lru_cache(maxsize=None)
def endings(more, last, need):
    """How many ways to write `more` digits after `last` whose sum leaves `need` modulo K."""
    if more == 0:
        return int(need == 0)
    total = 0
    for digit in range(10):
        if allowed(last, digit):
            total += endings(more - 1, digit, (need - digit) % K)
    return total


def below(bound):
    """Good numbers of 0 .. bound - 1."""
    if bound <= 0:
        return 0
    digits = list(map(int, str(bound)))
    count = int(R == 0 and not (RULE == 2 and DIGIT == 0))
    for length in range(1, len(digits)):
        for first in range(1, 10):
            if allowed(-1, first):
                count += endings(length - 1, first, (R - first) % K)
    last = -1
    total = 0
    for i, here in enumerate(digits):
        for digit in range(1 if i == 0 else 0, here):
            if allowed(last, digit):
                count += endings(len(digits) - 1 - i, digit, (R - total - digit) % K)
        if not allowed(last, here):
            break
        last = here
        total += here
    return count


def main():
    numbers = list(map(int, sys.stdin.read().split()))
    for low, high in zip(numbers[1::2], numbers[2::2]):
        print(below(high + 1) - below(low))


main()
