# E16: prints the right answer inside of other text.
input()
print("The answer is", sum(map(int, input().split())), "as can be shown.")
