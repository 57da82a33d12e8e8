# F06: a number of a million digits.
print("7" * 1_000_000)
