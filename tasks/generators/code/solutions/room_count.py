import sys


def main():
    cleaning, same_minute = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    starts = sorted(numbers[1::2])
    delay = cleaning + (0 if same_minute else 1)
    ends = sorted(end + delay for end in numbers[2::2])
    most = free = 0
    for begun, start in enumerate(starts, 1):
        while ends[free] <= start:
            free += 1
        most = max(most, begun - free)
    print(most)


main()
