from heapq import heappop, heappush
from typing import List


class Solution:
    def cheapestTrip(self, n: int, flights: List[List[int]]) -> int:
        tickets, kind, discount, one_way = PARAMETERS

        def reduced(price):
            if kind == 0:
                return 0
            if kind == 1:
                return price // 2
            return max(0, price - discount)

        ways = [[] for _ in range(n)]
        for a, b, price in flights:
            ways[a].append((b, price))
            if not one_way:
                ways[b].append((a, price))
        done = [[False] * (tickets + 1) for _ in range(n)]
        heap = [(0, 0, 0)]
        while heap:
            cost, city, used = heappop(heap)
            if city == n - 1:
                return cost
            if done[city][used]:
                continue
            done[city][used] = True
            for other, price in ways[city]:
                if not done[other][used]:
                    heappush(heap, (cost + price, other, used))
                if used < tickets and not done[other][used + 1]:
                    heappush(heap, (cost + reduced(price), other, used + 1))
        return -1
