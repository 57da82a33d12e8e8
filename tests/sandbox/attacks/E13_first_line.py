# E13: prints the first line only.
print(1)
