# F11: a right answer, byte by byte.
import sys

for byte in "1000\n":
    sys.stdout.write(byte)
    sys.stdout.flush()
