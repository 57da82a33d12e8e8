# F06: a million zeros before the answer.
print("0" * 1_000_000 + "7")
