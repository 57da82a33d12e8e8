# A22: a power with 370 million digits.
n = 9 ** (9**9)
print("ESCAPED: computed", n & 1)
