# Control: right.
print(1000)
