# B06: stops itself and its whole process group.
import os
import signal

os.kill(1, signal.SIGSTOP)
os.kill(0, signal.SIGSTOP)
print("ESCAPED: somebody let it go on")
