# A10: forks children that sleep, until it is refused (at most 2000; the limit is 64 tasks).
import os
import time

children = 0
refused = False
while children < 2000:
    try:
        if os.fork() == 0:
            time.sleep(10)
            os._exit(0)
    except OSError:
        refused = True
        break
    children += 1
if refused and children <= 64:
    print("contained")
else:
    print(f"ESCAPED: {children} children")
