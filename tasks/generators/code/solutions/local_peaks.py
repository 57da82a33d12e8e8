import sys


def main():
    kind, joined, low, equal_allowed = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    rows, columns = numbers[0], numbers[1]
    heights = numbers[2:]
    if low:
        heights = [-h for h in heights]
    straight = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    diagonal = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    steps = [straight, straight + diagonal, diagonal][kind]
    count = total = 0
    for r in range(rows):
        for c in range(columns):
            here = heights[r * columns + c]
            for dr, dc in steps:
                nr, nc = r + dr, c + dc
                if joined:
                    nr %= rows
                    nc %= columns
                elif not (0 <= nr < rows and 0 <= nc < columns):
                    continue
                other = heights[nr * columns + nc]
                if other > here or (other == here and not equal_allowed):
                    break
            else:
                count += 1
                total += here
    print(count, -total if low else total)


main()
