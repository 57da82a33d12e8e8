# As any_index, on values: the arguments as the test has them, not as the solution left them.
def check(arguments, expected, answer):
    (numbers,) = arguments
    return type(answer) is int and 0 <= answer < len(numbers) and numbers[answer] == max(numbers)
