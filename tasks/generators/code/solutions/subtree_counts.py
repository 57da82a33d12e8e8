from typing import List


class Solution:
    def countBelow(self, parent: List[int], value: List[int]) -> List[int]:
        k, r = PARAMETERS
        children = [0] * len(parent)
        for p in parent:
            if p >= 0:
                children[p] += 1
        counts = [int(v % k == r) for v in value]
        ready = [node for node, number in enumerate(children) if not number]
        for node in ready:
            p = parent[node]
            if p < 0:
                continue
            counts[p] += counts[node]
            children[p] -= 1
            if not children[p]:
                ready.append(p)
        return counts
