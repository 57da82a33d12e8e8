# F05: no number.
print("nan")
