# B01: ignores every signal that can be ignored, blocks all, and burns CPU time.
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
n = 0
while n < 400_000_000:
    n += 1
print("ESCAPED: ran to the end")
