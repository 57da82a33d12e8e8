# E20: a hundred thousand answers, of which the first is right.
input()
numbers = list(map(int, input().split()))
print("\n".join(map(str, [numbers.index(max(numbers))] * 100_000)))
