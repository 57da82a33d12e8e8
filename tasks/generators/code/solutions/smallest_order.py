import sys
from heapq import heapify, heappop, heappush


def main():
    k, largest = PARAMETERS
    sign = -1 if largest else 1
    numbers = list(map(int, sys.stdin.read().split()))
    n = numbers[0]
    after = [[] for _ in range(n + 1)]
    waits = [0] * (n + 1)
    for first, second in zip(numbers[2::2], numbers[3::2]):
        after[first].append(second)
        waits[second] += 1
    ready = [(job % k, sign * job) for job in range(1, n + 1) if not waits[job]]
    heapify(ready)
    order = []
    while ready:
        job = sign * heappop(ready)[1]
        order.append(job)
        for other in after[job]:
            waits[other] -= 1
            if not waits[other]:
                heappush(ready, (other % k, sign * other))
    if len(order) == n:
        print(*order)
    else:
        print(-1)


main()
