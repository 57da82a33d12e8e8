import sys


def main():
    base, bound = PARAMETERS
    lines = []
    for word in sys.stdin.read().split()[1:]:
        x = int(word)
        rounds = 0
        while x >= bound:
            total = 0
            while x:
                x, digit = divmod(x, base)
                total += digit
            x = total
            rounds += 1
        lines.append(f"{x} {rounds}")
    print("\n".join(lines))


main()
