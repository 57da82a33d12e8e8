def main():
    insertion, deletion, replacement = PARAMETERS
    source = input()
    target = input()
    row = [j * insertion for j in range(len(target) + 1)]
    for letter in source:
        previous = row
        row = [previous[0] + deletion]
        for j, wanted in enumerate(target):
            best = previous[j] if letter == wanted else previous[j] + replacement
            row.append(min(best, previous[j + 1] + deletion, row[j] + insertion))
    print(row[-1])


main()
