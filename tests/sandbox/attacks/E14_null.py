# E14: prints what a missing expectation might be written as.
print("None")
