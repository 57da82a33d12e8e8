# E20: output that a checker of little care would choke on: a megabyte of digits.
print("1" * 1_000_000)
