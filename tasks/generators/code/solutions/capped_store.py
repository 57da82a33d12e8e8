import sys


def main():
    capacity, partly = PARAMETERS
    words = sys.stdin.read().split()
    stock = missed = 0
    for kind, word in zip(words[1::2], words[2::2]):
        amount = int(word)
        room = capacity - stock if kind == "+" else stock
        if amount > room:
            missed += amount - room if partly else 1
            amount = room if partly else 0
        stock += amount if kind == "+" else -amount
    print(stock, missed)


main()
