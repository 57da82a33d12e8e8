import sys


def main():
    per_row, per_column, per_cell, least = PARAMETERS
    words = sys.stdin.read().split()
    columns = int(words[1])
    heights = [0] * columns + [-1]
    best = -1
    for row in words[2:]:
        for c, cell in enumerate(row):
            heights[c] = heights[c] + 1 if cell == "." else 0
        stack = []  # (first column, height), heights rising
        for c, height in enumerate(heights):
            left = c
            while stack and stack[-1][1] >= height:
                left, h = stack.pop()
                w = c - left
                if h >= least and w >= least:
                    best = max(best, per_row * h + per_column * w + per_cell * h * w)
            stack.append((left, height))
    print(best)


main()
