# F02: never looks at its input of 50 MB.
print("answer")
