import sys


def main():
    counts = []
    for word in sys.stdin.read().split()[1:]:
        amount = int(word)
        coins = 0
        for value in reversed(PARAMETERS):
            coins += amount // value
            amount %= value
        counts.append(coins)
    print("\n".join(map(str, counts)))


main()
