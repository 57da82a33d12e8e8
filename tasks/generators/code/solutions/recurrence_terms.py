from typing import List


def times(left, right, modulus):
    return [[sum(a * b for a, b in zip(row, column)) % modulus for column in zip(*right)]
            for row in left]


class Solution:
    def terms(self, ns: List[int]) -> List[int]:
        a, b, c, first, second, modulus = PARAMETERS
        # (f(n), f(n + 1), 1) to (f(n + 1), f(n + 2), 1)
        powers = [[[0, 1, 0], [b, a, c], [0, 0, 1]]]
        for _ in range(60):
            powers.append(times(powers[-1], powers[-1], modulus))
        answers = []
        for n in ns:
            x, y, one = first, second, 1
            for bit, (p, q, _) in enumerate(powers):
                if n >> bit & 1:
                    x, y = ((p[0] * x + p[1] * y + p[2]) % modulus,
                            (q[0] * x + q[1] * y + q[2]) % modulus)
            answers.append(x % modulus)
        return answers
