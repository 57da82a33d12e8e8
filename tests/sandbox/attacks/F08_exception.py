# F08: a right answer, then an exception.
print(7)
raise ValueError("after the answer")
