import sys
from collections import deque


def main():
    fee, shortest, dearest = PARAMETERS
    sign = -1 if dearest else 1
    numbers = list(map(int, sys.stdin.read().split()))
    longest = numbers[1]
    values = numbers[2:]
    best = [None] * len(values)
    best[0] = values[0] * sign
    window = deque()
    for i in range(1, len(values)):
        start = i - shortest
        if start >= 0 and best[start] is not None:
            while window and best[window[-1]] >= best[start]:
                window.pop()
            window.append(start)
        while window and window[0] < i - longest:
            window.popleft()
        if window:
            best[i] = best[window[0]] + (values[i] + fee) * sign
    print(-1 if best[-1] is None else best[-1] * sign)


main()
