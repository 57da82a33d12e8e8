# A18: 64 MiB on standard error, then the answer on standard output.
import sys

for _ in range(1 << 10):
    sys.stderr.write("e" * (1 << 16))
print("answer")
