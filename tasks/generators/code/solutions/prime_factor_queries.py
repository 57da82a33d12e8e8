import sys
from itertools import accumulate


def main():
    k, repeated, modulus, remainder = PARAMETERS
    largest = 500000
    factors = [0] * (largest + 1)
    for prime in range(2, largest + 1):
        if factors[prime]:
            continue
        power = prime
        while power <= largest:
            for x in range(power, largest + 1, power):
                factors[x] += 1
            if not repeated:
                break
            power *= prime
    good = [int(x > 0 and f == k and x % modulus == remainder) for x, f in enumerate(factors)]
    up_to = list(accumulate(good))
    numbers = list(map(int, sys.stdin.read().split()))
    pairs = zip(numbers[1::2], numbers[2::2])
    print("\n".join(str(up_to[high] - up_to[low - 1]) for low, high in pairs))


main()
