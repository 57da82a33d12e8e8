# A11: starts threads that sleep, until it is refused (at most 2000; the limit is 64 tasks).
import os
import threading
import time

threading.stack_size(64 << 10)
started = 0
refused = False
while started < 2000:
    try:
        threading.Thread(target=time.sleep, args=(10,), daemon=True).start()
    except RuntimeError:
        refused = True
        break
    started += 1
contained = refused and 0 < started <= 64
print("contained" if contained else f"ESCAPED: {started} threads", flush=True)
os._exit(0)
