# F04: a zero byte behind the answer.
print("7\0")
