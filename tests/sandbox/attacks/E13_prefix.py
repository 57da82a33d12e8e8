# E13: prints all lines but the last.
for i in range(1, int(input())):
    print(i * i)
