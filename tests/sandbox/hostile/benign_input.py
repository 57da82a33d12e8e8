# Honest: reads 18 MB.
import sys

data = sys.stdin.buffer.read()
print(len(data), data.count(b"\n"), sum(map(int, data[:18].split())))
