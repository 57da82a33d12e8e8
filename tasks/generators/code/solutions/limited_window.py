class Solution:
    def longestPart(self, s: str) -> int:
        kind, k = PARAMETERS
        count = {}
        used = best = left = 0
        for right, letter in enumerate(s):
            count[letter] = count.get(letter, 0) + 1
            if kind == 0:
                used = len(count)
            elif kind == 1:
                used += letter in "aeiou"
            elif right > left:
                used += s[right - 1] == letter
            while used > k:
                gone = s[left]
                count[gone] -= 1
                if not count[gone]:
                    del count[gone]
                left += 1
                if kind == 0:
                    used = len(count)
                elif kind == 1:
                    used -= gone in "aeiou"
                else:
                    used -= s[left] == gone
            best = max(best, right - left + 1)
        return best
