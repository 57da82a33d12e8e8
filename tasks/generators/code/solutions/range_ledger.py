import sys


def main():
    step, modulus = PARAMETERS
    words = sys.stdin.buffer.read().split()
    n, operations = int(words[0]), int(words[1])
    size = n // step + 2
    slopes = [[0] * size for _ in range(step)]
    constants = [[0] * size for _ in range(step)]

    def add_from(lane, start, value):
        slope, constant = slopes[lane], constants[lane]
        shift = value * start
        i = start + 1
        while i < size:
            slope[i] += value
            constant[i] += shift
            i += i & -i

    def first(lane, count):
        slope, constant = slopes[lane], constants[lane]
        factor = shift = 0
        i = count
        while i > 0:
            factor += slope[i]
            shift += constant[i]
            i &= i - 1
        return factor * count - shift

    lines = []
    at = 2
    for _ in range(operations):
        left = int(words[at + 1]) - 1
        right = int(words[at + 2])
        if words[at] == b"A":
            value = int(words[at + 3])
            at += 4
            lane = left % step
            add_from(lane, left // step, value)
            add_from(lane, (right - lane + step - 1) // step, -value)
        else:
            at += 3
            total = 0
            for lane in range(step):
                if right > lane:
                    total += first(lane, (right - lane + step - 1) // step)
                if left > lane:
                    total -= first(lane, (left - lane + step - 1) // step)
            lines.append(total % modulus)
    print("\n".join(map(str, lines)))


main()
