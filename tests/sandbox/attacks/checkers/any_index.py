# The place of any largest number is right; trusts nothing that it reads from a contestant, but fails
# where the first word is no number, as checkers do.
def check(input_text, expected_text, output_text):
    numbers = list(map(int, input_text.split()[1:]))
    words = output_text.split()
    place = int(words[0])
    return len(words) == 1 and 0 <= place < len(numbers) and numbers[place] == max(numbers)
