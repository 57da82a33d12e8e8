# E16: prints the right answer a hundred times.
input()
total = sum(map(int, input().split()))
for _ in range(100):
    print(total)
