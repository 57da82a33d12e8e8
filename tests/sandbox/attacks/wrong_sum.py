# Control: wrong on the last test only.
n = int(input())
print(sum(map(int, input().split())) if n < 5 else 7)
