# B02: leaves a daemon behind (two forks, a session of its own) that would write after the end.
import os
import time

print("parent", flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(0.3)
        os.write(1, b"ESCAPED: the daemon lives\n")
        time.sleep(10)
    os._exit(0)
os.wait()
