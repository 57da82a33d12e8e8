# F09: the answer goes to standard error.
import sys

print("answer", file=sys.stderr)
