from typing import List


class Solution:
    def coveredLength(self, segments: List[List[int]]) -> int:
        kind, k = PARAMETERS
        events = []
        for left, right in segments:
            events.append((left, 1))
            events.append((right, -1))
        events.sort()
        length = depth = 0
        previous = 0
        for place, change in events:
            if kind == 0:
                counts = depth >= k
            elif kind == 1:
                counts = depth == k
            else:
                counts = 1 <= depth <= k
            if counts:
                length += place - previous
            depth += change
            previous = place
        return length
