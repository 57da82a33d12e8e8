# F08: a right answer, then an exit code that says failure.
import sys

print("answer")
sys.exit(1)
