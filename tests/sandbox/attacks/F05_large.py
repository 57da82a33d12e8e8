# F05: a number that no float holds.
print("1e400")
