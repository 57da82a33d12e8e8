import sys


def main():
    a, b, joined = PARAMETERS
    words = sys.stdin.read().split()
    rows, columns = int(words[0]), int(words[1])
    board = "".join(words[2:])
    jumps = {(s * x, t * y) for x, y in ((a, b), (b, a)) for s in (1, -1) for t in (1, -1)}
    target = board.index("T")
    steps = [-1] * (rows * columns)
    start = board.index("S")
    steps[start] = 0
    layer = [start]
    while layer and steps[target] == -1:
        following = []
        for at in layer:
            r, c = divmod(at, columns)
            distance = steps[at] + 1
            for dr, dc in jumps:
                nr, nc = r + dr, c + dc
                if joined:
                    nr %= rows
                    nc %= columns
                elif not (0 <= nr < rows and 0 <= nc < columns):
                    continue
                there = nr * columns + nc
                if steps[there] == -1 and board[there] != "#":
                    steps[there] = distance
                    following.append(there)
        layer = following
    print(steps[target])


main()
