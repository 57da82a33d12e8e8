# F05: infinity.
print("inf")
