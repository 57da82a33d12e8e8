# Control: right, with another place than the one that is given.
input()
numbers = list(map(int, input().split()))
print(len(numbers) - 1 - numbers[::-1].index(max(numbers)))
