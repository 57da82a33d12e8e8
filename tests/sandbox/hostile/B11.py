# B11: ends with the exit code that it reads, without an answer.
import sys

sys.exit(int(input()))
