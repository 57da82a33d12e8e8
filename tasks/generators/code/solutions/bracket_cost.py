def main():
    opening, _, opening_cost, closing_cost = PARAMETERS
    depth = missing = 0
    for c in input():
        if ord(c) == opening:
            depth += 1
        elif depth:
            depth -= 1
        else:
            missing += 1
    print(missing * opening_cost + depth * closing_cost)


main()
