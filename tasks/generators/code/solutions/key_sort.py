import sys


def main():
    kind, modulus, falling_keys, falling_numbers = PARAMETERS

    def key(x):
        if kind == 0:
            return sum(map(int, str(x)))
        if kind == 1:
            return bin(x).count("1")
        return x % modulus

    numbers = list(map(int, sys.stdin.read().split()))[1:]
    numbers.sort(reverse=falling_numbers == 1)
    numbers.sort(key=lambda x: -key(x) if falling_keys else key(x))
    print(*numbers)


main()
