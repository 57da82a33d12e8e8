# Control: right.
print(7)
