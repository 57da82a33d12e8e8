import sys
from heapq import heappop, heappush


def main():
    one_way, toll = PARAMETERS
    numbers = list(map(int, sys.stdin.buffer.read().split()))
    n = numbers[0]
    roads = [[] for _ in range(n + 1)]
    for i in range(2, len(numbers), 3):
        a, b, length = numbers[i:i + 3]
        roads[a].append((b, length))
        if not one_way:
            roads[b].append((a, length))
    done = [False] * (n + 1)
    heap = [(0, 1)]
    while heap:
        cost, city = heappop(heap)
        if city == n:
            print(cost)
            return
        if done[city]:
            continue
        done[city] = True
        if city != 1:
            cost += toll
        for other, length in roads[city]:
            if not done[other]:
                heappush(heap, (cost + length, other))
    print(-1)


main()
