import sys


def main():
    a, b, c, ordinary, extra = PARAMETERS

    def days_up_to(year):
        return year * ordinary + (year // a - year // b + year // c) * extra

    numbers = list(map(int, sys.stdin.read().split()))
    pairs = zip(numbers[1::2], numbers[2::2])
    print("\n".join(str(days_up_to(last) - days_up_to(first - 1)) for first, last in pairs))


main()
