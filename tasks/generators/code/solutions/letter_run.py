def main():
    letters = {chr(97 + i) for i in range(26) if PARAMETERS[0] >> i & 1}
    take_last = PARAMETERS[1] == 1
    best = start = run = 0
    for i, letter in enumerate(input()):
        run = run + 1 if letter in letters else 0
        if run and (run > best or (run == best and take_last)):
            best = run
            start = i + 2 - run
    print(best, start)


main()
