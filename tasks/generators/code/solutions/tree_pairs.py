import sys


def main():
    k, r = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    n = numbers[0]
    paths = [[] for _ in range(n + 1)]
    for i in range(1, len(numbers), 3):
        a, b, length = numbers[i:i + 3]
        paths[a].append((b, length))
        paths[b].append((a, length))
    parent = [0] * (n + 1)
    up = [0] * (n + 1)
    order = [1]
    for village in order:
        for other, length in paths[village]:
            if other != parent[village]:
                parent[other] = village
                up[other] = length % k
                order.append(other)
    below = [[1] + [0] * (k - 1) for _ in range(n + 1)]
    pairs = 0
    for village in reversed(order[1:]):
        counts = below[village]
        moved = counts[k - up[village]:] + counts[:k - up[village]]
        others = below[parent[village]]
        for distance, count in enumerate(moved):
            pairs += count * others[(r - distance) % k]
        below[parent[village]] = [a + b for a, b in zip(others, moved)]
    print(pairs)


main()
