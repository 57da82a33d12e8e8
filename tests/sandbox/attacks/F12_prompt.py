# F12: asks as one asks a person; what it asks is output too.
n = int(input("n? "))
print(sum(map(int, input("numbers? ").split())))
