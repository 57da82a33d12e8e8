# A04: 64 processes burn 0.4 s each: none reaches the limit of one process, together they do.
import os
import time

for _ in range(64):
    if os.fork() == 0:
        while time.process_time() < 0.4:
            pass
        os._exit(0)
for _ in range(64):
    os.wait()
print("ESCAPED: 25 s of CPU time in small parts")
