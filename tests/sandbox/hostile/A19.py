# A19: one line of 100 MB that never ends.
import sys

for _ in range(1600):
    sys.stdout.write("y" * (1 << 16))
