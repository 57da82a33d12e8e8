# B14: a right answer, then an exit function that aborts.
import atexit
import os

atexit.register(os.abort)
print("answer", flush=True)
