# Honest: reads in the ways programs read, answers in the ways they answer.
import os
import sys

first = input()
second = sys.stdin.readline().rstrip("\n")
third = next(sys.stdin).rstrip("\n")
print(first)
sys.stdout.write(second + "\n")
sys.stdout.flush()
sys.stdout.buffer.write(third.encode() + b"\n")
sys.stdout.buffer.flush()
rest = sys.stdin.read().split()
os.write(1, (" ".join(rest) + "\n").encode())
sys.exit()
