# Control: the place of a smallest number.
input()
numbers = list(map(int, input().split()))
print(numbers.index(min(numbers)))
