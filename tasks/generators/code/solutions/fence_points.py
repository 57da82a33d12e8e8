import sys


def chain(points, keep):
    hull = []
    for x, y in points:
        while len(hull) > 1:
            (ax, ay), (bx, by) = hull[-2], hull[-1]
            turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
            if turn > 0 or (turn == 0 and keep):
                break
            hull.pop()
        hull.append((x, y))
    return hull


def main():
    longer, shorter, keep = PARAMETERS
    numbers = list(map(int, sys.stdin.read().split()))
    points = sorted(zip(numbers[1::2], numbers[2::2]))
    lower = chain(points, keep)
    upper = chain(points[::-1], keep)
    cost = 0
    for part in (lower, upper):
        for (ax, ay), (bx, by) in zip(part, part[1:]):
            dx, dy = abs(ax - bx), abs(ay - by)
            cost += longer * max(dx, dy) + shorter * min(dx, dy)
    print(cost, len(set(lower) | set(upper)))


main()
