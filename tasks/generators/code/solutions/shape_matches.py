def steps_of(word, letters):
    codes = list(map(ord, word))
    return [(b - a) % letters for a, b in zip(codes, codes[1:])]


def main():
    letters, show_first = PARAMETERS
    text = input()
    pattern = input()
    count = first = 0
    if len(pattern) == 1:
        count, first = len(text), 1
    else:
        what = steps_of(pattern, letters)
        border = [0] * len(what)
        have = 0
        for i in range(1, len(what)):
            while have and what[i] != what[have]:
                have = border[have - 1]
            if what[i] == what[have]:
                have += 1
            border[i] = have
        have = 0
        for i, step in enumerate(steps_of(text, letters)):
            while have and (have == len(what) or step != what[have]):
                have = border[have - 1]
            if step == what[have]:
                have += 1
            if have == len(what):
                count += 1
                if count == 1:
                    first = i + 2 - have
                have = border[have - 1]
    print(f"{count} {first}" if show_first else count)


main()
