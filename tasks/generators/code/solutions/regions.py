import sys


def main():
    corners, joined, least = PARAMETERS
    words = sys.stdin.read().split()
    rows, columns = int(words[0]), int(words[1])
    land = [c == "#" for c in "".join(words[2:])]
    steps = [(0, 1), (1, 0), (0, -1), (-1, 0)]
    if corners:
        steps += [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    counted = largest = 0
    for cell in range(rows * columns):
        if not land[cell]:
            continue
        land[cell] = False
        size = 0
        stack = [cell]
        while stack:
            r, c = divmod(stack.pop(), columns)
            size += 1
            for dr, dc in steps:
                nr, nc = r + dr, c + dc
                if joined:
                    nr %= rows
                    nc %= columns
                elif not (0 <= nr < rows and 0 <= nc < columns):
                    continue
                there = nr * columns + nc
                if land[there]:
                    land[there] = False
                    stack.append(there)
        counted += size >= least
        largest = max(largest, size)
    print(counted, largest)


main()
