# Honest: an alarm of its own, a caught interrupt, an exit function, an exit in the middle.
import atexit
import signal
import sys
import time

rang = []
signal.signal(signal.SIGALRM, lambda *_: rang.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.05)
end = time.monotonic() + 1
while not rang and time.monotonic() < end:
    time.sleep(0.01)
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    rang.append(2)
atexit.register(lambda: print("end"))
print(rang)
sys.exit(0)
