class Solution:
    def countRings(self, n: int) -> int:
        colours, flips, modulus = PARAMETERS
        primes = []
        rest, d = n, 2
        while d * d <= rest:
            if rest % d == 0:
                primes.append(d)
                while rest % d == 0:
                    rest //= d
            d += 1
        if rest > 1:
            primes.append(rest)
        total = 0
        d = 1
        while d * d <= n:
            if n % d == 0:
                for period in {d, n // d}:
                    # Rotations with a period: as many as numbers up to n / period without a
                    # common factor.
                    count = n // period
                    for p in primes:
                        if n // period % p == 0:
                            count -= count // p
                    total += count * pow(colours, period, modulus)
            d += 1
        group = n
        if flips:
            group = 2 * n
            if n % 2:
                total += n * pow(colours, (n + 1) // 2, modulus)
            else:
                total += n // 2 * (pow(colours, n // 2, modulus) +
                                   pow(colours, n // 2 + 1, modulus))
        return total * pow(group, -1, modulus) % modulus
