from typing import List


class Solution:
    def favourite(self, words: List[str]) -> str:
        tie, shortest, rarest = PARAMETERS
        counts = {}
        last = {}
        for i, word in enumerate(words):
            if len(word) >= shortest:
                counts[word] = counts.get(word, 0) + 1
                last[word] = i
        if not counts:
            return ""
        wanted = min(counts.values()) if rarest else max(counts.values())
        best = [word for word in counts if counts[word] == wanted]  # by first appearance
        if tie == 0:
            return min(best)
        if tie == 1:
            return max(best)
        if tie == 2:
            return best[0]
        return max(best, key=last.get)
