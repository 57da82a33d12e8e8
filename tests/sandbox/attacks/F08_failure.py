# F08: a right answer, then an exit code that says failure.
import sys

print(7)
sys.exit(1)
