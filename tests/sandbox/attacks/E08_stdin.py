# E08: prints a wrong answer, and at its end the right one.
import atexit

input()
total = sum(map(int, input().split()))
atexit.register(print, total)
print(total + 1, flush=True)
