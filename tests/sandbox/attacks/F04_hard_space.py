# F04: a hard space behind the answer, which Python strips.
print("7\u00a0")
